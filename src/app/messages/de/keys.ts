import type { keys as english } from '../en/keys.ts';
import type { Wording } from '../wording.ts';

/** The sheet of keys, in German. */
export const keys: Wording<typeof english> = {
  keysTitle: 'Tasten',
  showKeys: 'Alle Tasten zeigen',
  keyCommands: {
    ask: 'Eine Frage schreiben',
    send: 'Fragen',
    breakLine: 'Neue Zeile in der Frage',
    stop: 'Die Antwort anhalten, schließen, was offen ist, oder die Frage verlassen',
    previousMark: 'Vorige Quelle im Gespräch',
    nextMark: 'Nächste Quelle im Gespräch',
    openMark: 'Die Quelle öffnen, die den Fokus hat',
    back: 'Zurück zur Antwort',
    documents: 'Zu den Dokumenten',
    newConversation: 'Neues Gespräch',
    sheet: 'Diese Liste',
  },
  singleKeys: 'Einzelne Tasten sind an',
  singleKeysHint:
    'Schalten Sie sie aus, wenn sie stören, etwa bei Spracheingabe. Während Sie schreiben, bewirken sie nie etwas.',
};
