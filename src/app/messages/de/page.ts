import type { page as english } from '../en/page.ts';
import type { Wording } from '../wording.ts';

/** What the page as a whole says, in German. */
export const page: Wording<typeof english> = {
  name: 'cloister',
  opening: 'Ihre Dokumente werden geöffnet …',
  openAgain: 'Wieder öffnen',
  prepareAnew: 'Die Dokumente neu vorbereiten',
  lost: 'Der Teil der Seite, der sucht, ist stehen geblieben. Ihre Dokumente sind sicher. Öffnen Sie sie wieder, um weiterzumachen.',
  unexpected: (detail) =>
    `Es ist etwas geschehen, womit diese Seite nicht gerechnet hat (${detail}). Laden Sie die Seite neu und versuchen Sie es noch einmal.`,
  unknownError:
    'Etwas ist schiefgegangen, und es wurde kein Grund genannt. Laden Sie die Seite neu und versuchen Sie es noch einmal.',
  dismiss: 'Schließen',

  insecure:
    'Diese Seite kam nicht über eine geschützte Verbindung. Darum enthält ihr der Browser vor, was sie braucht: Dateien können nicht geprüft und Dokumente nicht behalten werden. Öffnen Sie sie mit einer Adresse, die mit https:// beginnt, oder von diesem Rechner aus unter 127.0.0.1.',
};
