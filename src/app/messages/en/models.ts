/** The models: what they are for, what they need, and what is kept of them. */
export const models = {
  modelsLead:
    'Models run on this device. Each file comes from this page’s own server or from your disk, is compared with its published SHA-256, and is kept here.',
  modelKinds: {
    embedder: 'Search by meaning',
    generator: 'Write answers',
    reranker: 'Put passages in order',
  },
  modelKindHints: {
    embedder:
      'Finds passages that say the same in other words. One is used for all documents; changing it prepares them anew in the background, while the present one goes on answering.',
    generator:
      'Writes an answer from the passages that were found, when you ask for one. Quotes stay the first answer.',
    reranker: 'Reads the 20 best passages again, each next to the question, and puts the best first.',
  },
  noneOfKind: {
    embedder: 'None is installed here. Documents are searched by their words.',
    generator: 'None is installed here. Answers are quotes from your documents.',
    reranker: 'None is installed here. Passages keep the order of the search.',
  },
  everyLanguage: 'every language',
  knowsLanguages: (languages: string): string => `Knows ${languages}.`,
  modelInUseOn: (device: string): string => `In use, on the ${device}`,
  modelLoadsAs: 'Would write the next answer',
  modelChosen: 'Chosen, used from the next start on',
  modelSwitching: (percent: number): string => `Preparing your documents, ${percent} %`,
  modelStarting: 'Being loaded and tested',
  modelSizeStored: (size: string): string => `${size}, on this device`,
  modelSizePart: (stored: string, size: string): string => `${stored} of ${size} on this device`,
  modelSizeAway: (size: string): string => `${size}, not fetched`,
  modelMemory: (memory: string): string => `needs ${memory} of memory`,
  modelMemoryLeast: (memory: string): string => `needs more than ${memory} of memory (its weights)`,
  modelSpeed: {
    tokens: (figure: string): string => `writes ${figure} tokens a second here`,
    passages: (figure: string): string => `reads ${figure} passages a second here`,
  },
  modelSpeedOn: (speed: string, date: string): string => `${speed}, measured on ${date}`,
  modelNoSpeed: 'speed not measured here yet',
  tooLittleMemory: (needed: string, room: string, device: string): string =>
    `Does not fit this device: it needs ${needed} of memory, and ${room} of ${device} can be used.`,
  tooLittleRoom: (needed: string, free: string): string =>
    `No room to keep it: ${needed} are needed, and the browser allows ${free} more.`,
  modelCannotRun: (reason: string): string => `Does not run here: ${reason}.`,
  modelDetails: 'Where it comes from, its files and their hashes',
  modelNamed: (action: string, model: string): string => `${action}: ${model}`,
  modelSource: 'Comes from',
  modelEngine: 'Runs in',
  modelLicence: 'Licence',
  modelFormat: 'Number format',
  modelFileKept: 'verified and kept',
  modelFileAway: 'not here',
  useModel: 'Use this one',
  stopUsing: 'Do without',
  stopSwitching: 'Stop',
  getModel: (size: string): string => `Get ${size}`,
  resumeModel: (size: string): string => `Go on, ${size} left`,
  pauseModel: 'Pause',
  checkModel: 'Check',
  removeModel: 'Remove',
  stopModel: 'Stop',
  gettingModel: (done: string, total: string): string =>
    `Fetching: ${done} of ${total}, each file is checked`,
  checkingModel: (percent: number): string => `Checking each file, ${percent} %`,
  modelPaused: (stored: string, total: string): string => `Paused. ${stored} of ${total} are kept.`,
  modelGot: (title: string): string => `${title} is here, and every file is the published one.`,
  modelSound: (count: number): string =>
    count === 1 ? 'Its file is the published one.' : `All ${count} files are the published ones.`,
  modelAltered: (files: string): string =>
    `Altered on this device and therefore removed: ${files}. Get them again.`,
  modelRemoved: (size: string): string => `Removed. ${size} are free again.`,
  removeInUse: 'It is in use, and so it stays. Choose another one first.',
  automaticWriter: 'Chosen by this device',
  automaticWriterHint: 'The best one that runs here, the graphics card first.',
  rerankerLater: 'It takes effect when the page is opened the next time.',

  importTitle: 'Import from disk',
  importHint:
    'Files that you have already, from another computer or a USB stick. They are recognised by what they hold, whatever they are called, and nothing else is kept. You can drop them here too.',
  importFiles: 'Choose files',
  importFolder: 'Choose a folder',
  importing: (done: number, total: number): string => `Comparing file ${done} of ${total}`,
  importedModel: (title: string, count: number, missing: number): string => {
    const taken = count === 1 ? '1 file was taken over' : `${count} files were taken over`;
    if (missing === 0) return `${title}: ${taken}, all of it is here now.`;
    return `${title}: ${taken}, ${missing === 1 ? '1 is' : `${missing} are`} still missing.`;
  },
  importMissing: (title: string, files: string): string => `Missing of ${title}: ${files}.`,
  importAltered: (files: string): string =>
    `Not the published files, although size or name are the same (their SHA-256 differs): ${files}. They were not taken.`,
  importUnknown: (count: number): string =>
    count === 1
      ? '1 file belongs to no model here and was passed over.'
      : `${count} files belong to no model here and were passed over.`,
  importNothing: 'There was nothing in it that belongs to a model here.',

  figuresTitle: 'About these figures',
  figuresMemory: (room: string, device: string): string =>
    `This device has ${device} of memory as the browser tells it (rounded, and never more than the browser admits). Models may take ${room} of it; the rest is for the page and your other programs.`,
  figuresMemoryUnknown: (room: string, device: string): string =>
    `This browser does not tell how much memory the device has, so ${device} are assumed. Models may take ${room} of it.`,
  figuresModel:
    'What a language model needs was measured for the ones that come along, and is estimated from its weights and its context for others. Of the other models only the size of the weights is known.',
  figuresRoom: (used: string, quota: string): string =>
    `This page uses ${used} of the ${quota} that the browser allows it to keep.`,
  addMoreModels:
    'Whoever runs this site adds more: “npm run models -- add NAME”, and then builds the app anew.',
  noModelStorage:
    'This browser keeps no files for this page (a private window, perhaps). Models are fetched at each visit.',

  unknownEmbedder: (id: string, known: string): string =>
    `The address asks for the search model “${id}”, which is not installed here. The documents keep the one they have. Installed: ${known}.`,
  unknownWriter: (id: string, known: string): string =>
    `The address asks for the language model “${id}”, which is not installed here. The device chooses among those that are. Installed: ${known}.`,
} as const;
