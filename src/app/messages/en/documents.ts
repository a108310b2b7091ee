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
  stateWordsOnly: 'Ready by words',
  stateWithNotes: (state: string, notes: number): string =>
    `${state} · ${notes === 1 ? '1 note' : `${notes} notes`}`,
  stateFailed: (reason: string): string => `Failed: ${reason}`,
  stateOf: (name: string): string => `Progress of ${name}`,
  remove: 'Remove',
  failureReason: 'could not be read',
  /** By the code of the error; short, as they stand in the list. */
  failureReasons: {
    unsupported: 'kind of file not read',
    malformed: 'damaged file',
    too_large: 'too large',
    no_text: 'no text in it',
    encrypted: 'password protected',
    timeout: 'took too long',
    quota_exceeded: 'no space left',
    out_of_memory: 'out of memory',
  } as Readonly<Record<string, string>>,
  /** By the code of the error; without an entry the error speaks for itself. */
  failureNotes: {} as Readonly<Record<string, string>>,
  keptFormer: (reason: string): string => `The newer file was not taken, the former one stays. ${reason}`,
  tryAgain: 'Try again',
  tryAgainNamed: (name: string): string => `Try again to read ${name}`,
  pickAgain: 'Choose the file again',
  pickAgainNamed: (name: string): string => `Choose ${name} again`,
  fileGone: (name: string): string => `${name} is not at hand any more. Choose it again.`,
  pastedText: 'Pasted text',

  selectNamed: (name: string): string => `Select ${name}`,
  selectedCount: (count: number): string => `${count} selected`,
  askOnlyThese: (count: number): string => (count === 1 ? 'Ask only this one' : 'Ask only these'),
  clearSelection: 'Clear',
  removeSelected: 'Remove',
  findDocument: 'Find by name',
  noSuchName: 'No document has this name.',
  onlyIn: (name: string, more: number): string =>
    more === 0 ? `Only in: ${name}` : `Only in: ${name}, ${more} more`,
  searchAllAgain: 'Search all documents again',

  removeNamed: (name: string): string => `Remove ${name}`,
  removed: (name: string): string => `${name} was removed.`,
  removedCount: (count: number): string => `${count} documents were removed.`,
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

  wordsOnly: (reason: string): string =>
    `Documents are found by their words only, not by their meaning. ${reason} Answers still come with their sources; ask with the words that the documents use.`,
  /** By the code of the error; without an entry the error speaks for itself. */
  meaningFailures: {} as Readonly<Record<string, string>>,
  aboutQuestion: (document: string, topic: string): string => `What does ${document} say about ${topic}?`,
  suggestions: 'Questions to begin with',
  exampleQuestion: (question: string): string => `For example: ${question}`,

  otherLanguages: 'Some documents or questions are not in English. For them only words are compared.',
  useEveryLanguage: (size: string): string => `Search them by meaning too (loads ${size} once)`,
} as const;
