/** The documents and how they come in. */
export const documents = {
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
} as const;
