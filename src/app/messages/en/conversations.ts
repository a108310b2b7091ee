/** The list of conversations, and what is done with them. */
export const conversations = {
  conversations: 'Conversations',
  columnShows: 'The column shows',
  newConversation: 'New conversation',
  searchConversations: 'Search conversations',
  noConversations:
    'No conversations yet. Each question you ask begins one or goes on with it, and all of them are kept here.',
  nothingFound: (query: string): string => `No conversation holds “${query}”.`,
  foundConversations: (count: number): string =>
    count === 1 ? '1 conversation found.' : `${count} conversations found.`,
  days: { today: 'Today', yesterday: 'Yesterday', earlier: 'Earlier' },
  rename: 'Rename',
  renameNamed: (title: string): string => `Rename “${title}”`,
  titleLabel: 'Title of the conversation',
  delete: 'Delete',
  deleteNamed: (title: string): string => `Delete “${title}”`,
  conversationDeleted: (title: string): string => `“${title}” was deleted.`,
  copyConversation: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow to copy. Use Export.',
  exportConversation: 'Export',
  conversationMissing: 'This conversation is not here.',
  conversationMissingHint:
    'It was deleted, or it was held in another browser or another collection. A new question begins a new conversation.',
  notKept: (detail: string): string =>
    `Conversations cannot be kept on this device; this one is lost when the page is closed. ${detail}`,
  notKeptFull:
    'The browser has no space left for this site, so this conversation is not kept. Remove documents or old conversations, or free disk space; it is kept with the next question.',
  notKeptNewer:
    'Conversations were kept by a newer version of this app. Reload the page to use that version; nothing was changed.',
  askAgain: 'Ask again',
  documentGone: 'this document is no longer here',

  exportedFrom: (date: string): string => `Kept by cloister on this device, exported ${date}.`,
  exportAsked: (date: string): string => `Asked ${date}`,
  exportSearched: (question: string): string => `searched as “${question}”`,
  exportNoAnswer: 'No answer.',
  exportUnsupported: '† Not in the passages that the model was given.',
} as const;
