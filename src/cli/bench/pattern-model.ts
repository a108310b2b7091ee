import { createCipheriv, createHash } from 'node:crypto';
import { CHUNK_BYTES, type ManifestFile, type ModelManifest } from '../../models/manifest.ts';

/** Folder below the asset base under which the models' files are served. */
export const PATTERN_BASE = 'pattern/';

/** A run of the pieces that all models are made of, `end` exclusive. */
interface Run {
  path: string;
  first: number;
  end: number;
}

/**
 * A model of a given size that exists nowhere: its bytes are made while they are served. Each piece of 4 MiB is the same
 * noise with its number in front, so that all pieces, and all hashes, differ.
 */
export class PatternModel {
  readonly manifest: ModelManifest;
  readonly #runs: readonly Run[];
  readonly #noise: Buffer;

  /**
   * @param id Also the folder below `PATTERN_BASE`.
   * @param bytes A multiple of `fileBytes`, which is one of 4 MiB.
   * @param isChunked Whether the manifest lists the pieces of each file.
   */
  constructor(id: string, bytes: number, fileBytes: number, isChunked: boolean) {
    const perFile = fileBytes / CHUNK_BYTES;
    if (!Number.isInteger(perFile) || !Number.isInteger(bytes / fileBytes))
      throw new RangeError(`${bytes} bytes are not made of files of ${fileBytes} bytes.`);
    this.#noise = makeNoise();
    this.#runs = Array.from({ length: bytes / fileBytes }, (_, index) => ({
      path: `${PATTERN_BASE}${id}/file-${index}.bin`,
      first: index * perFile,
      end: (index + 1) * perFile,
    }));
    const base = `${PATTERN_BASE}${id}/`;
    this.manifest = {
      format: 'cloister-model/1',
      id,
      base,
      kind: 'runtime',
      engine: { name: 'none', version: '0' },
      license: 'Apache-2.0',
      source: 'made by npm run bench:engines',
      files: this.#runs.map((run) => this.#list(run, base, isChunked)),
    };
  }

  /** The bytes of a file, piece by piece; undefined when there is no such file. What it yields is not to be changed. */
  read(path: string): { bytes: number; pieces: Iterable<Uint8Array> } | undefined {
    const run = this.#runs.find((other) => other.path === path);
    return run && { bytes: (run.end - run.first) * CHUNK_BYTES, pieces: this.#piecesOf(run) };
  }

  *#piecesOf({ first, end }: Run): Generator<Uint8Array> {
    for (let piece = first; piece < end; piece++) {
      yield numberOf(piece);
      yield this.#noise;
    }
  }

  #list(run: Run, base: string, isChunked: boolean): ManifestFile {
    const whole = createHash('sha256');
    const chunks: string[] = [];
    for (let piece = run.first; piece < run.end; piece++) {
      const number = numberOf(piece);
      whole.update(number).update(this.#noise);
      if (isChunked) chunks.push(createHash('sha256').update(number).update(this.#noise).digest('hex'));
    }
    return {
      path: run.path.slice(base.length),
      bytes: (run.end - run.first) * CHUNK_BYTES,
      sha256: whole.digest('hex'),
      ...(isChunked && { chunks }),
    };
  }
}

const NUMBER_BYTES = 8;

function numberOf(piece: number): Buffer {
  const number = Buffer.alloc(NUMBER_BYTES);
  number.writeBigUInt64LE(BigInt(piece));
  return number;
}

/** The same noise each time: zeros, encrypted with a key of zeros. */
function makeNoise(): Buffer {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(CHUNK_BYTES - NUMBER_BYTES));
}
