import type { status as english } from '../en/status.ts';
import type { Wording } from '../wording.ts';

/** What runs on this device, and whether it works without a connection, in German. */
export const status: Wording<typeof english> = {
  seal: 'Auf diesem Gerät',
  sealWords: 'Auf diesem Gerät · nur Wörter',
  sealTrouble: 'Braucht Aufmerksamkeit',
  preparing: 'Die Suche nach Bedeutung wird vorbereitet',
  preparingPercent: (percent) => `Die Suche nach Bedeutung wird vorbereitet, ${percent} %`,
  embedding: (percent) => `Dokumente werden nach Bedeutung durchsuchbar, ${percent} %`,
  switching: (percent) => `Dokumente werden in jeder Sprache durchsuchbar, ${percent} %`,
  reading: (count) => (count === 1 ? '1 Dokument wird gelesen' : `${count} Dokumente werden gelesen`),
  statusTitle: 'Was auf diesem Gerät läuft',
  statusLead:
    'Ihre Dokumente und Fragen werden in diesem Browser-Tab gelesen, durchsucht und beantwortet. Nichts wird irgendwohin gesendet.',
  close: 'Schließen',
  meaning: 'Suche nach Bedeutung',
  meaningLoading: 'Das Modell wird geladen und geprüft. Währenddessen werden Wörter durchsucht.',
  meaningMissing: (reason) => `Nicht verfügbar: ${reason} Wörter werden trotzdem durchsucht.`,
  model: 'Modell',
  runsOn: 'Läuft auf',
  webgpu: 'Grafikkarte (WebGPU)',
  wasm: 'Prozessor (WebAssembly)',
  runtime: 'Laufzeit',
  threads: (count) => (count === 1 ? '1 Thread' : `${count} Threads`),
  selfTest: 'Selbsttest',
  selfTestValue: (cosine) =>
    cosine === undefined
      ? 'nicht geprüft: dieses Modell bringt keine Vergleichswerte mit'
      : `bestanden, Übereinstimmung mit den Vergleichswerten ${cosine} von 1`,
  chatTestValue: (error) =>
    error === undefined
      ? 'nicht geprüft: zu diesem Modell gibt es keine Vergleichswerte'
      : `bestanden: der Vergleichstext, Log-Wahrscheinlichkeiten bis auf ${error} gleich`,
  refusedDevice: (device, reason) => `${device} wurde nicht verwendet: ${reason}`,
  loadedIn: 'Bereit nach',
  wordSearch: 'Suche nach Wörtern',
  wordSearchValue: 'auf diesem Gerät, braucht kein Modell',
  vectorIndex: 'Index',
  vectorIndexValue: (vectors, size) => `alle ${vectors} Vektoren werden verglichen, ${size}`,
  vectorIndexFiltered: (vectors, size, percent) =>
    `die aussichtsreichsten von ${vectors} Vektoren werden verglichen, ${size}; nach Stichproben findet das ${percent} % der zehn nächsten`,
  answersBy: 'Antworten',
  answersQuotes: 'wörtliche Zitate, ohne Sprachmodell ausgewählt',
  files: 'Geprüfte Dateien',
  filesHint: 'Jede Datei wurde mit ihrem veröffentlichten SHA-256 verglichen, bevor sie verwendet wurde.',
  sha256: 'SHA-256',
  verified: 'geprüft',
  content: 'Ihre Dokumente',
  contentValue: (documents, passages, vectors) =>
    `${documents}, ${passages} Passagen, davon ${vectors} nach Bedeutung durchsuchbar`,
  failedCount: (count) =>
    count === 1 ? '1 konnte nicht gelesen werden' : `${count} konnten nicht gelesen werden`,
  work: 'Arbeit im Hintergrund',
  workDone: 'keine, alles ist bereit',
  worker: 'Erledigt von',
  workerValue: {
    this: 'diesem Tab; weitere mit diesen Dokumenten nutzen ihn mit',
    other: 'einem anderen Tab mit diesen Dokumenten; wird er geschlossen, macht dieser weiter',
  },
  storage: 'Speicher',
  storageValue: (used, quota) => `${used} belegt von ${quota}, die der Browser erlaubt`,
  persisted: 'Der Browser behält es, bis Sie es entfernen.',
  notPersisted:
    'Der Browser darf es löschen, wenn der Datenträger voll ist. Ihre eigenen Dateien bleiben unberührt.',
  withoutServer: 'Ohne Verbindung',
  offline: {
    preparing: 'wird vorbereitet: diese App wird auf dieses Gerät kopiert',
    ready: 'funktioniert: die ganze App liegt auf diesem Gerät, jede Datei geprüft',
  },
  offlineUnavailable: (reason) =>
    reason ? `funktioniert hier nicht (${reason})` : 'funktioniert hier nicht',
  filesRepaired: (count) =>
    count === 1
      ? '1 Datei dieser App war auf diesem Gerät beschädigt und wurde durch die veröffentlichte ersetzt.'
      : `${count} Dateien dieser App waren auf diesem Gerät beschädigt und wurden durch die veröffentlichten ersetzt.`,
  filesLost: (count) =>
    `${count === 1 ? '1 Datei' : `${count} Dateien`} dieser App ${count === 1 ? 'ist' : 'sind'} weder hier noch auf dem Server zu bekommen. Laden Sie die Seite neu, sobald eine Verbindung besteht.`,
  newVersion: 'Eine neue Version ist bereit.',
  newVersionLater: 'Sie können sie verwenden, sobald die laufende Arbeit fertig ist.',
  useNewVersion: 'Verwenden',
  outdated:
    'Ein anderer Tab verwendet eine neue Version dieser App. Diese Seite bleibt bei der alten, bis sie neu geladen wird.',
  isolated: 'Abschottung',
  isolatedYes: 'an: keine andere Seite teilt diesen Prozess',
  isolatedNo: 'aus: die Seite rechnet mit einem einzigen Thread',
};
