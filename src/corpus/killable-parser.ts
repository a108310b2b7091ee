import { DocumentError, isRagError, WorkerError } from '../errors.ts';
import type { ParseLimits, ParserApi } from '../ingest/parser.ts';
import type { ParsedDocument } from '../types.ts';

/** A parser that runs somewhere it can be killed. */
export interface ParserProcess {
  readonly api: ParserApi;
  terminate(reason?: WorkerError): void;
}

/**
 * Reads documents in a process that is killed when one takes too long or takes it down, so that a bad file costs
 * only itself. The next file gets a new process.
 */
export class KillableParser {
  readonly #spawn: () => ParserProcess;
  readonly #limits: ParseLimits;
  #process: ParserProcess | undefined;

  constructor(spawn: () => ParserProcess, limits: ParseLimits) {
    this.#spawn = spawn;
    this.#limits = limits;
  }

  /** Throws `DocumentError` 'too_large' for what is not worth reading into memory. */
  checkSize(name: string, bytes: number): void {
    if (bytes > this.#limits.fileBytes) throw tooLarge(name, bytes, this.#limits.fileBytes);
  }

  /** Rejects with `DocumentError`, whatever happens to the process. */
  async parse(name: string, content: Blob): Promise<ParsedDocument> {
    const bytes = new Uint8Array(await content.arrayBuffer());
    const process = (this.#process ??= this.#spawn());
    const timeout = new WorkerError(
      'timeout',
      `Reading "${name}" took longer than ${this.#limits.timeoutMs / 1000} s.`,
    );
    const timer = setTimeout(() => this.#kill(timeout), this.#limits.timeoutMs);
    try {
      return await process.api.parse(name, bytes, this.#limits);
    } catch (error) {
      if (isRagError(error) && error.name === 'DocumentError') throw error;
      this.#kill();
      throw this.#explain(name, error, timeout);
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#kill();
  }

  #kill(reason?: WorkerError): void {
    this.#process?.terminate(reason);
    this.#process = undefined;
  }

  #explain(name: string, error: unknown, timeout: WorkerError): DocumentError {
    if (error === timeout) {
      const message = `"${name}" could not be read within ${this.#limits.timeoutMs / 1000} seconds, so reading it was stopped and nothing of it was added. Split it into smaller files, or save it anew from the program that made it.`;
      return new DocumentError('timeout', message, { cause: error, details: { name } });
    }
    const message = `"${name}" broke off while it was read, and nothing of it was added. It is probably damaged: open it in the program that made it and save it anew.`;
    return new DocumentError('malformed', message, { cause: error, details: { name } });
  }
}

function tooLarge(name: string, size: number, limit: number): DocumentError {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MB`;
  const message = `"${name}" has ${mebibytes(size)}; files up to ${mebibytes(limit)} can be read. Nothing of it was added. Split it into smaller files.`;
  return new DocumentError('too_large', message, { details: { name } });
}
