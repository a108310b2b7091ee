import type { models as english } from '../en/models.ts';
import type { Wording } from '../wording.ts';

/** The models: what they are for, what they need, and what is kept of them, in German. */
export const models: Wording<typeof english> = {
  modelsLead:
    'Modelle rechnen auf diesem Gerät. Jede Datei kommt vom eigenen Server dieser Seite oder von Ihrem Datenträger, wird mit ihrem veröffentlichten SHA-256 verglichen und hier behalten.',
  modelKinds: {
    embedder: 'Nach Bedeutung suchen',
    generator: 'Antworten schreiben',
    reranker: 'Passagen ordnen',
  },
  modelKindHints: {
    embedder:
      'Findet Passagen, die dasselbe mit anderen Worten sagen. Eines gilt für alle Dokumente; ein Wechsel bereitet sie im Hintergrund neu vor, solange antwortet das bisherige weiter.',
    generator:
      'Schreibt aus den gefundenen Passagen eine Antwort, wenn Sie das möchten. Zitate bleiben die erste Antwort.',
    reranker: 'Liest die 20 besten Passagen noch einmal neben der Frage und stellt die beste nach vorn.',
  },
  noneOfKind: {
    embedder: 'Hier ist keines installiert. Dokumente werden nach ihren Wörtern durchsucht.',
    generator: 'Hier ist keines installiert. Antworten sind Zitate aus Ihren Dokumenten.',
    reranker: 'Hier ist keines installiert. Passagen behalten die Reihenfolge der Suche.',
  },
  everyLanguage: 'jede Sprache',
  knowsLanguages: (languages) => `Kennt ${languages}.`,
  modelInUseOn: (device) => `In Gebrauch, läuft auf: ${device}`,
  modelLoadsAs: 'Würde die nächste Antwort schreiben',
  modelChosen: 'Gewählt, gilt ab dem nächsten Start',
  modelSwitching: (percent) => `Ihre Dokumente werden vorbereitet, ${percent} %`,
  modelStarting: 'Wird geladen und geprüft',
  modelSizeStored: (size) => `${size}, auf diesem Gerät`,
  modelSizePart: (stored, size) => `${stored} von ${size} auf diesem Gerät`,
  modelSizeAway: (size) => `${size}, nicht geholt`,
  modelMemory: (memory) => `braucht ${memory} Arbeitsspeicher`,
  modelMemoryLeast: (memory) => `braucht mehr als ${memory} Arbeitsspeicher (seine Gewichte)`,
  modelSpeed: {
    tokens: (figure) => `schreibt hier ${figure} Token pro Sekunde`,
    passages: (figure) => `liest hier ${figure} Passagen pro Sekunde`,
  },
  modelSpeedOn: (speed, date) => `${speed}, gemessen am ${date}`,
  modelNoSpeed: 'Geschwindigkeit hier noch nicht gemessen',
  tooLittleMemory: (needed, room, device) =>
    `Passt nicht auf dieses Gerät: es braucht ${needed} Arbeitsspeicher, und ${room} von ${device} sind nutzbar.`,
  tooLittleRoom: (needed, free) =>
    `Kein Platz dafür: ${needed} sind nötig, und der Browser erlaubt noch ${free}.`,
  modelCannotRun: (reason) => `Läuft hier nicht: ${reason}.`,
  modelDetails: 'Herkunft, Dateien und ihre Prüfsummen',
  modelNamed: (action, model) => `${action}: ${model}`,
  modelSource: 'Herkunft',
  modelEngine: 'Läuft in',
  modelLicence: 'Lizenz',
  modelFormat: 'Zahlenformat',
  modelFileKept: 'geprüft und behalten',
  modelFileAway: 'nicht hier',
  useModel: 'Dieses verwenden',
  stopUsing: 'Nicht verwenden',
  stopSwitching: 'Anhalten',
  getModel: (size) => `${size} holen`,
  resumeModel: (size) => `Fortsetzen, noch ${size}`,
  pauseModel: 'Anhalten',
  checkModel: 'Prüfen',
  removeModel: 'Entfernen',
  stopModel: 'Abbrechen',
  gettingModel: (done, total) => `Wird geholt: ${done} von ${total}, jede Datei wird geprüft`,
  checkingModel: (percent) => `Jede Datei wird geprüft, ${percent} %`,
  modelPaused: (stored, total) => `Angehalten. ${stored} von ${total} sind hier.`,
  modelGot: (title) => `${title} ist hier, und jede Datei ist die veröffentlichte.`,
  modelSound: (count) =>
    count === 1 ? 'Seine Datei ist die veröffentlichte.' : `Alle ${count} Dateien sind die veröffentlichten.`,
  modelAltered: (files) =>
    `Auf diesem Gerät verändert und darum entfernt: ${files}. Holen Sie sie noch einmal.`,
  modelRemoved: (size) => `Entfernt. ${size} sind wieder frei.`,
  removeInUse: 'Es ist in Gebrauch und bleibt darum. Wählen Sie zuerst ein anderes.',
  automaticWriter: 'Dieses Gerät wählt',
  automaticWriterHint: 'Das beste, das hier läuft, die Grafikkarte zuerst.',
  rerankerLater: 'Das gilt, sobald die Seite das nächste Mal geöffnet wird.',

  importTitle: 'Von der Festplatte übernehmen',
  importHint:
    'Dateien, die Sie schon haben, von einem anderen Rechner oder einem USB-Stick. Sie werden an ihrem Inhalt erkannt, wie auch immer sie heißen, und sonst wird nichts behalten. Sie können sie auch hier ablegen.',
  importFiles: 'Dateien wählen',
  importFolder: 'Ordner wählen',
  importing: (done, total) => `Datei ${done} von ${total} wird verglichen`,
  importedModel: (title, count, missing) => {
    const taken = count === 1 ? '1 Datei wurde übernommen' : `${count} Dateien wurden übernommen`;
    if (missing === 0) return `${title}: ${taken}, jetzt ist alles hier.`;
    return `${title}: ${taken}, ${missing === 1 ? '1 fehlt' : `${missing} fehlen`} noch.`;
  },
  importMissing: (title, files) => `Es fehlen von ${title}: ${files}.`,
  importAltered: (files) =>
    `Nicht die veröffentlichten Dateien, obwohl Größe oder Name gleich sind (ihr SHA-256 weicht ab): ${files}. Sie wurden nicht übernommen.`,
  importUnknown: (count) =>
    count === 1
      ? '1 Datei gehört zu keinem Modell hier und wurde übergangen.'
      : `${count} Dateien gehören zu keinem Modell hier und wurden übergangen.`,
  importNothing: 'Darin war nichts, was zu einem Modell hier gehört.',

  figuresTitle: 'Zu diesen Angaben',
  figuresMemory: (room, device) =>
    `Dieses Gerät hat nach Auskunft des Browsers ${device} Arbeitsspeicher (gerundet und nie mehr, als der Browser zugibt). Modelle dürfen ${room} davon nutzen; der Rest ist für die Seite und Ihre anderen Programme.`,
  figuresMemoryUnknown: (room, device) =>
    `Dieser Browser sagt nicht, wie viel Arbeitsspeicher das Gerät hat, darum werden ${device} angenommen. Modelle dürfen ${room} davon nutzen.`,
  figuresModel:
    'Was ein Sprachmodell braucht, wurde für die mitgelieferten gemessen und ist für andere aus Gewichten und Kontext geschätzt. Von den übrigen Modellen ist nur die Größe der Gewichte bekannt.',
  figuresRoom: (used, quota) =>
    `Diese Seite belegt ${used} von ${quota}, die ihr der Browser zu behalten erlaubt.`,
  addMoreModels:
    'Wer diese Seite betreibt, fügt weitere hinzu: „npm run models -- add NAME“, und baut die App dann neu.',
  noModelStorage:
    'Dieser Browser behält für diese Seite keine Dateien (vielleicht ein privates Fenster). Modelle werden bei jedem Besuch geholt.',

  unknownEmbedder: (id, known) =>
    `Die Adresse verlangt das Suchmodell „${id}“, das hier nicht installiert ist. Die Dokumente behalten das, das sie haben. Installiert: ${known}.`,
  unknownWriter: (id, known) =>
    `Die Adresse verlangt das Sprachmodell „${id}“, das hier nicht installiert ist. Das Gerät wählt unter den installierten. Installiert: ${known}.`,
};
