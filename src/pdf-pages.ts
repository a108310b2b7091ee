import type { PageSize } from './ingest/pdf-pages-api.ts';
import { spawnPdfPages } from './rpc/spawn-pdf-pages.ts';

/** An open PDF whose pages can be drawn, by a worker of its own. */
export interface PdfPages extends AsyncDisposable {
  /** Sizes of the pages, from the first to the last. */
  readonly sizes: readonly PageSize[];
  /**
   * Draws a page as it was made; the boxes of an `Anchor` lie on it at `scale` times their numbers.
   *
   * @param number Page from 1.
   * @param options `scale` is pixels a point (1/72 inch), default 1; a page has at most 16 million pixels. `signal` stops it.
   * @returns A picture of the page, to be closed by whoever asked for it.
   */
  draw(number: number, options?: { scale?: number; signal?: AbortSignal }): Promise<ImageBitmap>;
  close(): void;
}

/**
 * Opens a PDF to show its pages, e.g. `await rag.original(id)`. Nothing of the file runs: its scripts and links are left
 * out. Rejects with what pdf.js says of a file that is none, and with `WorkerError` when the worker dies.
 */
export async function openPdfPages(content: Blob): Promise<PdfPages> {
  const connection = spawnPdfPages();
  const close = (): void => connection.terminate();
  try {
    const sizes = await connection.api.open(new Uint8Array(await content.arrayBuffer()));
    return {
      sizes,
      draw: (number, { scale = 1, signal } = {}) => connection.api.draw(number, scale, signal),
      close,
      [Symbol.asyncDispose]: async () => close(),
    };
  } catch (error) {
    close();
    throw error;
  }
}
