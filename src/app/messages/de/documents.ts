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
  stateWordsOnly: 'Bereit nach Wörtern',
  stateWithNotes: (state, notes) => `${state} · ${notes === 1 ? '1 Hinweis' : `${notes} Hinweise`}`,
  stateFailed: (reason) => `Fehlgeschlagen: ${reason}`,
  stateOf: (name) => `Fortschritt von ${name}`,
  remove: 'Entfernen',
  failureReason: 'nicht lesbar',
  failureReasons: {
    unsupported: 'Dateiart unbekannt',
    malformed: 'Datei beschädigt',
    too_large: 'zu groß',
    no_text: 'ohne Text',
    encrypted: 'passwortgeschützt',
    timeout: 'dauerte zu lange',
    quota_exceeded: 'kein Platz mehr',
    out_of_memory: 'zu wenig Speicher',
  },
  failureNotes: {
    unsupported:
      'Diese Art von Datei wird hier nicht gelesen, darum wurde sie ausgelassen. Speichern Sie sie als PDF, DOCX, HTML, CSV oder reinen Text und fügen Sie das hinzu.',
    malformed:
      'Die Datei ist beschädigt oder nicht das, was ihr Name sagt, darum wurde sie ausgelassen. Öffnen Sie sie in dem Programm, aus dem sie stammt, speichern Sie sie neu und fügen Sie die neue Datei hinzu.',
    too_large: 'Die Datei ist zu groß und wurde ausgelassen. Teilen Sie sie und fügen Sie die Teile hinzu.',
    no_text:
      'In der Datei steht kein Text, nur Bilder von Seiten. Nichts davon wurde hinzugefügt. Lassen Sie eine Texterkennung darüber laufen und fügen Sie das Ergebnis hinzu.',
    encrypted:
      'Die Datei ist durch ein Passwort geschützt, darum wurde sie ausgelassen. Öffnen Sie sie, entfernen Sie das Passwort, speichern Sie sie und fügen Sie sie noch einmal hinzu.',
    timeout:
      'Die Datei zu lesen dauerte zu lange und wurde abgebrochen. Nichts davon wurde hinzugefügt. Versuchen Sie es noch einmal, wenn das Gerät weniger zu tun hat, oder teilen Sie die Datei.',
    quota_exceeded:
      'Der Browser hat für diese Seite keinen Platz mehr. Entfernen Sie Dokumente oder schaffen Sie Platz auf der Festplatte, und versuchen Sie es dann noch einmal.',
  },
  keptFormer: (reason) => `Die neuere Datei wurde nicht übernommen, die frühere bleibt. ${reason}`,
  tryAgain: 'Noch einmal versuchen',
  tryAgainNamed: (name) => `Noch einmal versuchen, ${name} zu lesen`,
  pickAgain: 'Datei neu auswählen',
  pickAgainNamed: (name) => `${name} neu auswählen`,
  fileGone: (name) => `${name} ist nicht mehr zur Hand. Wählen Sie die Datei neu aus.`,
  pastedText: 'Eingefügter Text',

  selectNamed: (name) => `${name} auswählen`,
  selectedCount: (count) => `${count} ausgewählt`,
  askOnlyThese: (count) => (count === 1 ? 'Nur dieses fragen' : 'Nur diese fragen'),
  clearSelection: 'Aufheben',
  removeSelected: 'Entfernen',
  findDocument: 'Nach Namen suchen',
  noSuchName: 'Kein Dokument heißt so.',
  onlyIn: (name, more) => (more === 0 ? `Nur in: ${name}` : `Nur in: ${name} und ${more} weiteren`),
  searchAllAgain: 'Wieder alle Dokumente durchsuchen',

  removeNamed: (name) => `${name} entfernen`,
  removed: (name) => `${name} wurde entfernt.`,
  removedCount: (count) => `${count} Dokumente wurden entfernt.`,
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

  wordsOnly: (reason) =>
    `Dokumente werden nur nach ihren Wörtern gefunden, nicht nach ihrer Bedeutung. ${reason} Antworten kommen weiter mit ihren Quellen; fragen Sie mit den Wörtern, die in den Dokumenten stehen.`,
  meaningFailures: {
    hash_mismatch:
      'Eine Datei des Modells ist nicht die veröffentlichte; sie wurde nicht benutzt. Melden Sie das dem, der diese Seite betreibt.',
    size_mismatch:
      'Eine Datei des Modells ist nicht die veröffentlichte; sie wurde nicht benutzt. Melden Sie das dem, der diese Seite betreibt.',
    fetch_failed: 'Eine Datei des Modells konnte nicht geladen werden.',
    offline: 'Das Gerät ist ohne Verbindung, und das Modell ist noch nicht auf ihm gespeichert.',
    self_test_failed: 'Kein Teil dieses Geräts rechnet so genau, wie das Modell es braucht.',
    quota_exceeded: 'Der Browser hat keinen Platz mehr für das Modell.',
  },
  aboutQuestion: (document, topic) => `Was steht in ${document} zum Thema ${topic}?`,
  suggestions: 'Fragen für den Anfang',
  exampleQuestion: (question) => `Zum Beispiel: ${question}`,

  otherLanguages:
    'Einige Dokumente oder Fragen sind nicht auf Englisch. Bei ihnen werden nur die Wörter verglichen.',
  useEveryLanguage: (size) => `Auch sie nach Bedeutung durchsuchen (lädt einmal ${size})`,
};
