/** Keeps verified bytes between visits, named by their SHA-256. What it returns is checked again by the store. */
export interface ByteCache {
  /** Size of an entry in bytes, without looking into it; undefined when there is none. */
  size(sha256: string): Promise<number | undefined>;
  read(sha256: string): Promise<ArrayBuffer | undefined>;
  /** Replaces the entry as a whole or leaves it as it was. Rejects when there is no room. */
  write(sha256: string, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<void>;
  remove(sha256: string): Promise<void>;
  clear(): Promise<void>;
  /** Size of all entries together, in bytes. */
  total(): Promise<number>;
}

// Written to disk: a new name leaves the old folder behind.
const FOLDER_NAME = 'cloister-models';

/**
 * A cache in the origin private file system, one file per SHA-256 in the folder `cloister-models`; undefined where the
 * browser has none (private windows, sandboxed frames), and the store then works without one.
 */
export async function openOpfsCache(): Promise<ByteCache | undefined> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(FOLDER_NAME, { create: true });
    return new OpfsCache(root);
  } catch {
    return undefined;
  }
}

class OpfsCache implements ByteCache {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  // Looked up for each call, because another tab may have cleared it.
  #folder(): Promise<FileSystemDirectoryHandle> {
    return this.#root.getDirectoryHandle(FOLDER_NAME, { create: true });
  }

  async size(sha256: string): Promise<number | undefined> {
    return (await this.#file(sha256))?.size;
  }

  async read(sha256: string): Promise<ArrayBuffer | undefined> {
    const file = await this.#file(sha256);
    // Replaced by another tab between the two steps: the same as a miss.
    return file?.arrayBuffer().catch(() => undefined);
  }

  async #file(sha256: string): Promise<File | undefined> {
    try {
      const handle = await (await this.#folder()).getFileHandle(sha256);
      const file = await handle.getFile();
      // Another tab is about to write its first bytes, or was killed before it could.
      return file.size === 0 ? undefined : file;
    } catch {
      return undefined;
    }
  }

  async write(sha256: string, bytes: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<void> {
    const handle = await (await this.#folder()).getFileHandle(sha256, { create: true });
    // Writes go to a swap file that takes the entry's place on close, so that no reader sees half of it.
    const writer = await handle.createWritable();
    try {
      await writer.write(bytes);
      await writer.close();
    } catch (error) {
      await writer.abort().catch(() => undefined);
      throw error;
    }
  }

  async remove(sha256: string): Promise<void> {
    try {
      await (await this.#folder()).removeEntry(sha256);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'NotFoundError') return;
      throw error;
    }
  }

  async clear(): Promise<void> {
    const folder = await this.#folder();
    const names: string[] = [];
    for await (const name of folder.keys()) names.push(name);
    await Promise.all(names.map((name) => this.remove(name)));
  }

  async total(): Promise<number> {
    const folder = await this.#folder();
    const sizes: Promise<number>[] = [];
    for await (const name of folder.keys()) sizes.push(this.size(name).then((bytes = 0) => bytes));
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  }
}
