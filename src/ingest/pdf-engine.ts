import type * as PdfJs from 'pdfjs-dist';
import { PdfData } from './pdf-data.ts';

let engine: Promise<typeof PdfJs> | undefined;

/** An open PDF; `close` frees what pdf.js holds for it. */
export interface OpenPdf {
  document: PdfJs.PDFDocumentProxy;
  /** Numbers of the drawing operators. */
  operators: typeof PdfJs.OPS;
  close: () => Promise<void>;
}

/**
 * Opens a PDF with pdf.js in this very thread: its worker's code is loaded beside it, so that it starts no worker, and
 * all that it could fetch is switched off. Throws what pdf.js throws.
 *
 * @param settings What drawing needs besides what reading does.
 */
export async function openPdf(
  bytes: Uint8Array,
  settings: Parameters<typeof PdfJs.getDocument>[0] = {},
): Promise<OpenPdf> {
  engine ??= loadEngine();
  const { getDocument, OPS, VerbosityLevel } = await engine;
  const task = getDocument({
    // pdf.js takes the buffer over; the caller's stays whole.
    data: bytes.slice(),
    BinaryDataFactory: PdfData,
    cMapUrl: './',
    cMapPacked: true,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: false,
    disableFontFace: true,
    disableWorkerRendering: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: VerbosityLevel.ERRORS,
    ...(settings as object),
  });
  try {
    return { document: await task.promise, operators: OPS, close: () => task.destroy() };
  } catch (error) {
    await task.destroy();
    throw error;
  }
}

async function loadEngine(): Promise<typeof PdfJs> {
  addWithResolvers();
  addTransferToFixedLength();
  const release = hideWorkerScope();
  try {
    // Sets globalThis.pdfjsWorker, which makes pdf.js do without a worker of its own.
    await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
  } finally {
    release();
  }
  return import('pdfjs-dist/legacy/build/pdf.mjs');
}

/**
 * The module takes a worker scope for its own and would answer the messages of the worker that it is loaded into; it
 * tells one by the missing `window`.
 */
function hideWorkerScope(): () => void {
  const scope = globalThis as { window?: unknown };
  if ('window' in scope) return () => {};
  scope.window = globalThis;
  return () => {
    delete scope.window;
  };
}

/** pdf.js's build for older browsers leaves this one out (missing before Safari 17.4 and Node 22). */
function addWithResolvers(): void {
  if ('withResolvers' in Promise) return;
  Object.defineProperty(Promise, 'withResolvers', {
    configurable: true,
    writable: true,
    value: function withResolvers<T>(): PromiseWithResolvers<T> {
      let resolve: (value: T | PromiseLike<T>) => void = () => {};
      let reject: (reason?: unknown) => void = () => {};
      const promise = new Promise<T>((onResolve, onReject) => {
        resolve = onResolve;
        reject = onReject;
      });
      return { promise, resolve, reject };
    },
  });
}

/** pdf.js's build for older browsers leaves this one out too (missing before Firefox 122, Safari 17.4 and Node 21). */
function addTransferToFixedLength(): void {
  const buffers = ArrayBuffer.prototype;
  if ('transferToFixedLength' in buffers) return;
  Object.defineProperty(buffers, 'transferToFixedLength', {
    configurable: true,
    writable: true,
    value: function transferToFixedLength(this: ArrayBuffer, length = this.byteLength): ArrayBuffer {
      const moved = new Uint8Array(length);
      moved.set(new Uint8Array(this, 0, Math.min(length, this.byteLength)));
      structuredClone(this, { transfer: [this] });
      return moved.buffer;
    },
  });
}
