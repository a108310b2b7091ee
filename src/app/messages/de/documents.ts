import type { documents as english } from '../en/documents.ts';
import type { Wording } from '../wording.ts';

/** The documents and how they come in, in German. */
export const documents: Wording<typeof english> = {
  lead: 'Fragen Sie Ihre eigenen Dokumente. Sie bleiben auf diesem Gerät, und jede Antwort zeigt die Worte, aus denen sie stammt.',
  dropTitle: 'Dokumente auswählen oder hier ablegen',
  dropHint: 'Auch ganze Ordner können abgelegt werden.',
  formats: 'PDF, Word (DOCX), HTML, Markdown, reiner Text, CSV-Tabellen und Quelltext, bis zu je 100 MB',
  trySamples: 'Mit Beispieldokumenten ausprobieren',
  dropAnywhere: 'Loslassen, um hinzuzufügen',
  loadingSamples: 'Die Beispieldokumente werden hinzugefügt',
  samplesUnreachable:
    'Die Beispieldokumente konnten nicht geladen werden. Prüfen Sie, ob diese Seite noch erreichbar ist, und versuchen Sie es dann noch einmal, oder fügen Sie eigene hinzu.',

  documents: 'Dokumente',
  documentCount: (count) => (count === 1 ? '1 Dokument' : `${count} Dokumente`),
  addDocuments: 'Dokumente hinzufügen',
  showDocuments: 'Zeigen',
  hideDocuments: 'Verbergen',
  pages: (count) => (count === 1 ? '1 Seite' : `${count} Seiten`),
  stateWaiting: 'Wartet',
  stateReading: 'Wird gelesen',
  stateWords: 'Wörter bereit',
  stateMeaning: (percent) => `Bedeutung ${percent} %`,
  stateReady: 'Bereit',
  stateFailed: (reason) => `Fehlgeschlagen: ${reason}`,
  stateOf: (name) => `Fortschritt von ${name}`,
  remove: 'Entfernen',
  removeNamed: (name) => `${name} entfernen`,
  removed: (name) => `${name} wurde entfernt.`,
  undo: 'Rückgängig',
  added: (added, failed) => {
    const read = added === 1 ? '1 Dokument wurde gelesen.' : `${added} Dokumente wurden gelesen.`;
    if (failed === 0) return read;
    if (added === 0)
      return failed === 1
        ? '1 Dokument konnte nicht gelesen werden.'
        : `${failed} Dokumente konnten nicht gelesen werden.`;
    return `${read} ${failed === 1 ? '1 konnte nicht gelesen werden.' : `${failed} konnten nicht gelesen werden.`}`;
  },
  alreadyThere: (count) =>
    count === 1 ? 'Dieses Dokument war schon da.' : `${count} Dokumente waren schon da.`,

  otherLanguages:
    'Einige Dokumente oder Fragen sind nicht auf Englisch. Bei ihnen werden nur die Wörter verglichen.',
  useEveryLanguage: (size) => `Auch sie nach Bedeutung durchsuchen (lädt einmal ${size})`,
};
