import type { conversation as english } from '../en/conversation.ts';
import type { Wording } from '../wording.ts';

/** Questions, answers and what is said of them, in German. */
export const conversation: Wording<typeof english> = {
  conversation: 'Fragen und Antworten',
  invite: 'Was möchten Sie wissen?',
  inviteHint: 'Fragen Sie in ganzen Sätzen oder mit wenigen Wörtern, in der Sprache des Dokuments.',
  sampleQuestions: [
    'How high is the deposit and when do we get it back?',
    'What do I do when the dishwasher shows E4?',
    'Why did the lift stand still?',
  ],
  askLabel: 'Ihre Frage',
  askPlaceholder: 'Fragen Sie Ihre Dokumente',
  ask: 'Fragen',
  stop: 'Anhalten',
  yourQuestion: 'Sie fragten',
  searching: 'Suche läuft …',
  answering: 'Antwort entsteht …',
  stopped: 'Angehalten.',
  quotesLabel: 'Zitate aus Ihren Dokumenten',
  modelLabel: (model) => `Auf diesem Gerät geschrieben von ${model} · kann falsch sein`,
  writeAnswer: 'Eine Antwort schreiben',
  writeAgain: 'Noch einmal schreiben',
  writeHint: (model, languages, size) =>
    `${model} schreibt sie auf diesem Gerät${languages && `, auf ${languages}`}. Das Modell ${size ? `lädt einmal ${size} und ` : ''}kann sich irren.`,
  loadingModel: (model) => `${model} wird gestartet und geprüft …`,
  loadingFile: (model, file, percent) => `${model} wird geladen: ${file}, ${percent} %`,
  writing: (model) => `${model} schreibt …`,
  unsupported: 'Unterstrichen: steht nicht in den Passagen, die das Modell bekommen hat.',
  unsupportedMark: '(steht nicht in den Passagen, die das Modell bekommen hat)',
  withdrawn: 'Das Modell fand keine Antwort, die sich zu zeigen lohnt. Die Zitate oben sind die Antwort.',
  noModel:
    'Auf diesem Gerät konnte kein Sprachmodell gestartet werden. Die Zitate oben sind die Antwort. „Auf diesem Gerät“ nennt den Grund.',
  modelNotFetched: (model) =>
    `${model} ist noch nicht auf diesem Gerät und konnte nicht geladen werden. Es muss einmal mit einer Verbindung geladen werden; danach geht es ohne. Die Zitate oben sind die Antwort.`,
  copy: 'Kopieren',
  answerCopied: 'Kopiert, mit den Quellen.',
  answerNotCopied:
    'Der Browser hat das Kopieren nicht erlaubt. Markieren Sie den Text und kopieren Sie ihn von Hand.',
  sources: 'Quellen',
  code: 'Code',
  answerComplete: (sources) => `Antwort vollständig, ${sources === 1 ? '1 Quelle' : `${sources} Quellen`}.`,
  tokenRate: (tokens) => `${tokens} Tokens pro Sekunde`,
  writingEnded: {
    loading: '',
    writing: '',
    written: '',
    withdrawn: 'Das Modell fand keine Antwort, die sich zu zeigen lohnt.',
    stopped: 'Die Antwort wurde angehalten.',
    failed: 'Die Antwort konnte nicht geschrieben werden.',
  },
  refused: 'Steht nicht in Ihren Dokumenten',
  refusedInScope: 'Steht nicht in den gefragten Dokumenten',
  refusedInScopeHint:
    'Nur die oben genannten Dokumente wurden durchsucht. Entfernen Sie unten „Nur in“, um alle zu fragen.',
  refusedHint:
    'Keine Passage beantwortet diese Frage. Nennen Sie, worum es geht, in Wörtern, die im Dokument stehen, oder nennen Sie das Dokument.',
  missingPhrase: (phrase) => `Keine Passage enthält „${phrase}“ Wort für Wort.`,
  missingBeginning: (beginning) => `Keine Passage hat ein Wort, das mit „${beginning}“ beginnt.`,
  closest: 'Nächstliegende Passagen',
  doubtful: 'Es ist nicht sicher, dass sie die Frage beantworten.',
  partial:
    'Einige Dokumente waren noch nicht ganz vorbereitet. Fragen Sie noch einmal, wenn sie bereit sind, um alle zu durchsuchen.',
  sourceNumber: (number) => `Quelle ${number}: `,
  answered: (sources, first) =>
    `Antwort vollständig, ${sources === 1 ? '1 Quelle' : `${sources} Quellen`}. ${first}`,
  announceRefused: (closest) =>
    closest === 0
      ? 'Steht nicht in Ihren Dokumenten.'
      : `Steht nicht in Ihren Dokumenten. ${closest === 1 ? '1 naheliegende Passage wird' : `${closest} naheliegende Passagen werden`} gezeigt.`,
  announceDoubtful: (sources, first) =>
    `Keine sichere Antwort, ${sources === 1 ? '1 naheliegende Passage wird' : `${sources} naheliegende Passagen werden`} gezeigt. ${first}`,
  announceStopped: 'Die Antwort wurde angehalten.',
  page: (page) => `Seite ${page}`,
  row: (row) => `Zeile ${row}`,
  rows: (first, last) => `Zeilen ${first} bis ${last}`,
  line: (line) => `Zeile ${line}`,
  lines: (first, last) => `Zeilen ${first} bis ${last}`,
  seconds: (seconds) => `${seconds} s`,
  milliseconds: (milliseconds) => `${milliseconds} ms`,
};
