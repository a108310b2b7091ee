/** Longest name of a file that is made of a title, in characters: some systems allow 255 bytes. */
const MAX_NAME_CHARS = 60;

/** Hands a text to the browser's downloads. Nothing is opened and no address is visited. */
export function saveText(text: string, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold on the blob by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file's name from a title: without what file systems refuse, and short. */
export function fileNameOf(title: string, ending: string): string {
  const name = title
    .replaceAll(/[\p{C}\\/:*?"<>|]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .replace(/^[\s.]+/, '')
    .slice(0, MAX_NAME_CHARS)
    .replace(/[\s.]+$/, '');
  return `${name || 'conversation'}.${ending}`;
}
