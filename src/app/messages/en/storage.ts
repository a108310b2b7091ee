/** What is kept on this device, and how it goes. */
export const storage = {
  storageLead:
    'Everything is kept by this browser, on this device. Your own files stay where they are and are never changed.',
  storageBar: (parts: string): string => `What is kept: ${parts}`,
  storageKinds: {
    originals: 'Original files',
    texts: 'Text and words',
    vectors: 'Vectors',
    models: 'Models',
    app: 'This app',
    conversations: 'Conversations',
    other: 'Other',
  },
  storageHints: {
    originals:
      'Copies of what you added, so that a PDF opens at the page itself. Without them documents are found and quoted as before, and open as text.',
    texts: 'What was read of your documents, and the list of its words. It goes when a document is removed.',
    vectors: 'What passages mean, in numbers. They go with their document, and a model can make them again.',
    models:
      'Models and the programs that run them. They are fetched again when they are needed, and each can be removed by itself:',
    app: 'The pages and programs of this app, so that it works without its server.',
    conversations: 'Questions and answers. Each can be deleted by itself.',
    other: 'What the browser needs for its own lists, and room that it frees later.',
  },
  storageTotal: (used: string, quota: string): string =>
    `${used} of the ${quota} that the browser allows this page.`,
  storageFull:
    'When there is no room left, a document that is added is refused with the reason and everything else stays as it was. Remove documents or models, and add it again.',
  openModels: 'Models',

  persistTitle: 'Kept until you remove it',
  persistYes: 'The browser keeps all of this until you remove it.',
  persistNo:
    'The browser may clear all of this when the disk is nearly full, the longest unused pages first. You can ask it not to.',
  persistAsk: 'Ask the browser to keep it',
  persistRefused:
    'The browser did not agree. Many do once the page is installed, has a bookmark or is used more often.',

  originalsTitle: 'Keep original files',
  originalsKept: 'Originals of the documents that you add are kept.',
  originalsNotKept: 'Originals go as soon as they are read. Documents that you add open as text.',
  originalsKeep: 'Keep them from now on',
  originalsStop: 'Keep none from now on',
  originalsDrop: (size: string): string => `Delete those that are here (${size})`,
  originalsDropSure: (size: string): string => `Delete ${size} of originals`,
  originalsDropMeaning:
    'Your documents stay searchable and open as text. To have a page back, add its file again.',
  originalsDropped: (size: string): string => `Deleted. ${size} are free again.`,
  cancel: 'Cancel',

  integrityTitle: 'Check what is stored',
  integrityHint:
    'Reads everything once and compares it with its checksums. What is damaged is made again from the rest, and you can go on working meanwhile.',
  integrityStart: 'Check everything',
  integrityRunning: (done: number, total: number): string => `Checking document ${done} of ${total}`,
  integrityModels: (title: string): string => `Checking the model ${title}`,
  integrityStop: 'Stop',
  integrityStopped: 'Stopped. What was repaired so far stays repaired.',
  integritySound: (documents: string, size: string): string =>
    `All is as it was stored: ${documents}, ${size} of words and vectors, and every model.`,
  integrityRepaired: (count: number): string =>
    count === 1 ? '1 part was damaged and was repaired.' : `${count} parts were damaged and were repaired.`,
  integrityLost: (count: number): string =>
    count === 1
      ? '1 part is damaged and cannot be made again here.'
      : `${count} parts are damaged and cannot be made again here.`,
  integrityModelFiles: (title: string, files: string): string =>
    `${title}: ${files} had been altered and were removed. They are fetched again when needed.`,
  integrityFinding: (document: string, message: string): string => `${document}: ${message}`,

  eraseTitle: 'Delete everything',
  eraseHint:
    'Removes all documents with everything made of them, all conversations, all models, the app that is kept here and its settings from this device. Your own files are not touched.',
  eraseAsk: 'Delete everything …',
  eraseSure: 'Delete everything from this device?',
  eraseSureHint: (documents: string, size: string): string =>
    `${documents} and all else that this app keeps here, ${size} together. This cannot be undone.`,
  eraseConfirm: 'Delete everything',
  erasing: 'Deleting …',
  erased: 'Everything that this app kept on this device is deleted. You can close this page.',
  eraseRestart: 'Start anew',
} as const;
