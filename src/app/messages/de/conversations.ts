import type { conversations as english } from '../en/conversations.ts';
import type { Wording } from '../wording.ts';

/** The list of conversations, and what is done with them, in German. */
export const conversations: Wording<typeof english> = {
  conversations: 'Gespräche',
  columnShows: 'Die Spalte zeigt',
  newConversation: 'Neues Gespräch',
  searchConversations: 'Gespräche durchsuchen',
  noConversations:
    'Noch keine Gespräche. Jede Frage beginnt eines oder führt es fort, und alle werden hier aufbewahrt.',
  nothingFound: (query) => `Kein Gespräch enthält „${query}“.`,
  foundConversations: (count) => (count === 1 ? '1 Gespräch gefunden.' : `${count} Gespräche gefunden.`),
  days: { today: 'Heute', yesterday: 'Gestern', earlier: 'Früher' },
  rename: 'Umbenennen',
  renameNamed: (title) => `„${title}“ umbenennen`,
  titleLabel: 'Titel des Gesprächs',
  delete: 'Löschen',
  deleteNamed: (title) => `„${title}“ löschen`,
  conversationDeleted: (title) => `„${title}“ wurde gelöscht.`,
  copyConversation: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Der Browser hat das Kopieren nicht erlaubt. Nehmen Sie „Exportieren“.',
  exportConversation: 'Exportieren',
  conversationMissing: 'Dieses Gespräch ist nicht hier.',
  conversationMissingHint:
    'Es wurde gelöscht oder in einem anderen Browser oder über eine andere Sammlung geführt. Eine neue Frage beginnt ein neues Gespräch.',
  notKept: (detail) =>
    `Gespräche können auf diesem Gerät nicht aufbewahrt werden; dieses geht verloren, wenn die Seite geschlossen wird. ${detail}`,
  notKeptFull:
    'Der Browser hat für diese Seite keinen Platz mehr, deshalb wird dieses Gespräch nicht aufbewahrt. Entfernen Sie Dokumente oder alte Gespräche oder schaffen Sie Platz auf der Festplatte; mit der nächsten Frage wird es aufbewahrt.',
  notKeptNewer:
    'Die Gespräche wurden von einer neueren Version dieser App aufbewahrt. Laden Sie die Seite neu, um diese Version zu benutzen; nichts wurde geändert.',
  askAgain: 'Noch einmal fragen',
  documentGone: 'dieses Dokument ist nicht mehr hier',

  exportedFrom: (date) => `Von cloister auf diesem Gerät aufbewahrt, exportiert am ${date}.`,
  exportAsked: (date) => `Gefragt am ${date}`,
  exportSearched: (question) => `gesucht als „${question}“`,
  exportNoAnswer: 'Keine Antwort.',
  exportUnsupported: '† Steht nicht in den Passagen, die das Modell bekommen hat.',
};
