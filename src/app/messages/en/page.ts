/** What the page as a whole says. */
export const page = {
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
} as const;
