/** What runs on this device, and whether it works without a connection. */
export const status = {
  seal: 'On this device',
  sealWords: 'On this device · words only',
  sealTrouble: 'Needs attention',
  preparing: 'Preparing the search by meaning',
  preparingPercent: (percent: number): string => `Preparing the search by meaning, ${percent} %`,
  embedding: (percent: number): string => `Making documents searchable by meaning, ${percent} %`,
  switching: (percent: number): string => `Making documents searchable in every language, ${percent} %`,
  reading: (count: number): string => (count === 1 ? 'Reading 1 document' : `Reading ${count} documents`),
  statusTitle: 'What runs on this device',
  statusLead:
    'Your documents and questions are read, searched and answered inside this browser tab. Nothing is sent anywhere.',
  close: 'Close',
  meaning: 'Search by meaning',
  meaningLoading: 'The model is being loaded and checked. Words are searched meanwhile.',
  meaningMissing: (reason: string): string => `Not available: ${reason} Words are searched all the same.`,
  model: 'Model',
  runsOn: 'Runs on',
  webgpu: 'graphics card (WebGPU)',
  wasm: 'processor (WebAssembly)',
  runtime: 'Runtime',
  threads: (count: number): string => (count === 1 ? '1 thread' : `${count} threads`),
  selfTest: 'Self-test',
  selfTestValue: (cosine: string | undefined): string =>
    cosine === undefined
      ? 'not tested: this model brings no reference to compare with'
      : `passed, agreement with the reference ${cosine} of 1`,
  chatTestValue: (error: string | undefined): string =>
    error === undefined
      ? 'not tested: no reference came with this model'
      : `passed: the reference text, log probabilities within ${error}`,
  refusedDevice: (device: string, reason: string): string => `${device} was not used: ${reason}`,
  loadedIn: 'Ready after',
  wordSearch: 'Search by words',
  wordSearchValue: 'on this device, needs no model',
  vectorIndex: 'Index',
  vectorIndexValue: (vectors: string, size: string): string => `all of ${vectors} vectors compared, ${size}`,
  vectorIndexFiltered: (vectors: string, size: string, percent: string): string =>
    `the likeliest of ${vectors} vectors compared, ${size}; by sampled questions this finds ${percent} % of the ten nearest`,
  answersBy: 'Answers',
  answersQuotes: 'word-for-word quotes, chosen without a language model',
  files: 'Verified files',
  filesHint: 'Each file was compared with its published SHA-256 before it was used.',
  sha256: 'SHA-256',
  verified: 'verified',
  content: 'Your documents',
  contentValue: (documents: string, passages: string, vectors: string): string =>
    `${documents}, ${passages} passages, ${vectors} of them searchable by meaning`,
  failedCount: (count: number): string =>
    count === 1 ? '1 could not be read' : `${count} could not be read`,
  work: 'Work in the background',
  workDone: 'none, everything is ready',
  worker: 'Done by',
  workerValue: {
    this: 'this tab; others that have these documents open use it',
    other: 'another tab that has these documents open; this one goes on when that one is closed',
  },
  storage: 'Storage',
  storageValue: (used: string, quota: string): string => `${used} used of ${quota} allowed by the browser`,
  persisted: 'The browser keeps it until you remove it.',
  notPersisted: 'The browser may clear it when the disk is full. Your own files are not touched.',
  withoutServer: 'Without a connection',
  offline: {
    preparing: 'being prepared: this app is being copied to this device',
    ready: 'works: all of this app is kept on this device, each file verified',
  },
  offlineUnavailable: (reason: string | undefined): string =>
    reason ? `does not work here (${reason})` : 'does not work here',
  filesRepaired: (count: number): string =>
    count === 1
      ? '1 file of this app was damaged on this device and was replaced by the published one.'
      : `${count} files of this app were damaged on this device and were replaced by the published ones.`,
  filesLost: (count: number): string =>
    `${count === 1 ? '1 file' : `${count} files`} of this app can be had neither here nor from its server. Reload the page when there is a connection.`,
  newVersion: 'A new version is ready.',
  newVersionLater: 'You can use it as soon as what is under way is done.',
  useNewVersion: 'Use it',
  outdated:
    'Another tab uses a new version of this app. This page goes on with the old one until it is reloaded.',
  isolated: 'Isolation',
  isolatedYes: 'on: no other page shares this process',
  isolatedNo: 'off: the page runs with a single thread',
} as const;
