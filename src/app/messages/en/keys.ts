/** The sheet of keys. */
export const keys = {
  keysTitle: 'Keys',
  showKeys: 'Show all keys',
  keyCommands: {
    ask: 'Write a question',
    send: 'Ask it',
    breakLine: 'New line in the question',
    stop: 'Stop the answer, close what is open, or leave the question',
    previousMark: 'Previous source in the conversation',
    nextMark: 'Next source in the conversation',
    openMark: 'Open the source that has the focus',
    back: 'Back to the answer',
    documents: 'Go to the documents',
    newConversation: 'New conversation',
    sheet: 'This list',
  },
  singleKeys: 'Single keys are on',
  singleKeysHint:
    'Switch them off if they get in the way, for instance of speech input. They never do anything while you write.',
} as const;
