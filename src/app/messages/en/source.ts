/** A document opened at a citation. */
export const source = {
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
  sourceChanged:
    'This document was replaced after the answer was given. It holds the quoted words no longer.',
} as const;
