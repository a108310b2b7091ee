import type { SourceDocument } from '../../index.ts';

/** Files of a picker or a drop as documents. A file from a folder is known by its path, as two may share a name. */
export function documentsFrom(files: Iterable<File>): SourceDocument[] {
  return [...files].map((file) => ({
    id: file.webkitRelativePath || file.name,
    name: file.name,
    bytes: file,
  }));
}

/** Everything that was dropped, folders with all that is in them; hidden files are left out. */
export async function readDrop(transfer: DataTransfer): Promise<SourceDocument[]> {
  // The entries must be taken before the first await: the browser empties the transfer after the event.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files];
  if (entries.every((entry) => entry?.isDirectory !== true)) return documentsFrom(files);
  const found = await Promise.all(entries.filter((entry) => entry !== null).map(readEntry));
  return found.flat();
}

async function readEntry(entry: FileSystemEntry): Promise<SourceDocument[]> {
  if (entry.name.startsWith('.')) return [];
  if (entry.isDirectory) {
    const children = await readFolder((entry as FileSystemDirectoryEntry).createReader());
    return (await Promise.all(children.map(readEntry))).flat();
  }
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  );
  return [{ id: entry.fullPath.replace(/^\//, ''), name: file.name, bytes: file }];
}

/** Chromium hands out at most 100 entries a call. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
