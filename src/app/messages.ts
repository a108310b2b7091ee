/** Every visible or spoken string of the page, in the order in which a person meets them. */
export const messages = {
  name: 'cloister',
  opening: 'Opening your documents …',
  openAgain: 'Open again',
  prepareAnew: 'Prepare the documents anew',
  lost: 'The part of the page that searches has stopped. Your documents are safe. Open it again to go on.',
  unexpected: (detail: string): string =>
    `Something went wrong that this page did not expect (${detail}). Reload the page and try again.`,
  unknownError: 'Something went wrong, and no reason was given. Reload the page and try again.',
  dismiss: 'Dismiss',

  insecure:
    'This page did not come over a protected connection, so the browser withholds what it needs: files cannot be verified and documents cannot be kept. Open it by an https:// address, or from this machine at 127.0.0.1.',

  lead: 'Ask your own documents. They stay on this device, and every answer shows the words it comes from.',
  dropTitle: 'Choose documents or drop them here',
  dropHint: 'Whole folders can be dropped too.',
  formats: 'PDF, Word (DOCX), HTML, Markdown, plain text, CSV tables and source code, up to 100 MB each',
  trySamples: 'Try it with sample documents',
  dropAnywhere: 'Drop to add',
  loadingSamples: 'Adding the sample documents',
  samplesUnreachable:
    'The sample documents could not be loaded. Check that this page is still reachable, then try again, or add your own.',

  documents: 'Documents',
  documentCount: (count: number): string => (count === 1 ? '1 document' : `${count} documents`),
  addDocuments: 'Add documents',
  showDocuments: 'Show',
  hideDocuments: 'Hide',
  pages: (count: number): string => (count === 1 ? '1 page' : `${count} pages`),
  stateWaiting: 'Waiting',
  stateReading: 'Reading',
  stateWords: 'Words ready',
  stateMeaning: (percent: number): string => `Meaning ${percent} %`,
  stateReady: 'Ready',
  stateFailed: (reason: string): string => `Failed: ${reason}`,
  stateOf: (name: string): string => `Progress of ${name}`,
  remove: 'Remove',
  removeNamed: (name: string): string => `Remove ${name}`,
  removed: (name: string): string => `${name} was removed.`,
  undo: 'Undo',
  added: (added: number, failed: number): string => {
    const read = added === 1 ? '1 document was read.' : `${added} documents were read.`;
    if (failed === 0) return read;
    if (added === 0)
      return failed === 1 ? '1 document could not be read.' : `${failed} documents could not be read.`;
    return `${read} ${failed === 1 ? '1 could not be read.' : `${failed} could not be read.`}`;
  },
  alreadyThere: (count: number): string =>
    count === 1 ? 'This document was there already.' : `${count} documents were there already.`,

  otherLanguages: 'Some documents or questions are not in English. For them only words are compared.',
  useEveryLanguage: (size: string): string => `Search them by meaning too (loads ${size} once)`,

  conversation: 'Questions and answers',
  invite: 'What would you like to know?',
  inviteHint: 'Ask in whole sentences or in a few words, in the language of the document.',
  sampleQuestions: [
    'How high is the deposit and when do we get it back?',
    'What do I do when the dishwasher shows E4?',
    'Why did the lift stand still?',
  ] as readonly string[],
  askLabel: 'Your question',
  askPlaceholder: 'Ask your documents',
  ask: 'Ask',
  stop: 'Stop',
  yourQuestion: 'You asked',
  searching: 'Searching …',
  answering: 'Answering …',
  stopped: 'Stopped.',
  quotesLabel: 'Quotes from your documents',
  modelLabel: (model: string): string => `Written by ${model} on this device · may be wrong`,
  writeAnswer: 'Write an answer',
  writeAgain: 'Write it again',
  writeHint: (model: string, languages: string, size: string | undefined): string =>
    `${model} writes it on this device${languages && `, in ${languages}`}. It ${size ? `loads ${size} once, and ` : ''}may be wrong.`,
  loadingModel: (model: string): string => `Starting and testing ${model} …`,
  loadingFile: (model: string, file: string, percent: number): string =>
    `Loading ${model}: ${file}, ${percent} %`,
  writing: (model: string): string => `${model} is writing …`,
  unsupported: 'Underlined: not in the passages that the model was given.',
  unsupportedMark: '(not in the passages that the model was given)',
  withdrawn: 'The model found no answer worth showing. The quotes above are the answer.',
  noModel:
    'No language model could be started on this device. The quotes above are the answer. “On this device” tells why.',
  tokenRate: (tokens: string): string => `${tokens} tokens a second`,
  writingEnded: {
    loading: '',
    writing: '',
    written: '',
    withdrawn: 'The model found no answer worth showing.',
    stopped: 'The answer was stopped.',
    failed: 'The answer could not be written.',
  },
  refused: 'Not in your documents',
  refusedHint: 'No passage answers this question.',
  missingPhrase: (phrase: string): string => `No passage holds “${phrase}” word for word.`,
  closest: 'Closest passages',
  doubtful: 'It is not sure that they answer the question.',
  partial: 'Some documents were not fully prepared yet. Ask again when they are ready to search them all.',
  sourceNumber: (number: number): string => `Source ${number}: `,
  answered: (sources: number, first: string): string =>
    `Answer complete, ${sources === 1 ? '1 source' : `${sources} sources`}. ${first}`,
  announceRefused: (closest: number): string =>
    closest === 0
      ? 'Not in your documents.'
      : `Not in your documents. ${closest === 1 ? '1 close passage is' : `${closest} close passages are`} shown.`,
  announceDoubtful: (sources: number, first: string): string =>
    `No sure answer, ${sources === 1 ? '1 close passage is' : `${sources} close passages are`} shown. ${first}`,
  announceStopped: 'The answer was stopped.',
  page: (page: number): string => `page ${page}`,
  row: (row: number): string => `row ${row}`,
  rows: (first: number, last: number): string => `rows ${first} to ${last}`,
  line: (line: number): string => `line ${line}`,
  lines: (first: number, last: number): string => `lines ${first} to ${last}`,
  seconds: (seconds: string): string => `${seconds} s`,
  milliseconds: (milliseconds: number): string => `${milliseconds} ms`,

  source: 'Source',
  backToAnswer: 'Back to the answer',
  loadingSource: 'Opening the document …',
  documentText: (name: string): string => `Text of ${name}`,
  pageMarker: (page: number): string => `Page ${page}`,
  marked: (quote: string): string => `. Marked on it: ${quote}`,
  asPage: 'Page',
  asText: 'Text',
  shownAs: 'Show the source as',
  table: 'Table',
  showEarlier: 'Show earlier text',
  showMore: 'Show more text',

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
