import type { PDFDocumentProxy } from 'pdfjs-dist';
import { OffscreenCanvases, PlainFilters } from './offscreen-canvases.ts';
import { openPdf, type OpenPdf } from './pdf-engine.ts';
import type { PageSize, PdfPagesApi } from './pdf-pages-api.ts';

/** A page has at most so many pixels, whatever it is enlarged to: 64 MB. */
const MOST_PIXELS = 2 ** 24;

/** Draws the pages of one PDF on canvases that no page sees, so that nothing on the page waits for it. */
export class PdfPages implements PdfPagesApi {
  #pdf: OpenPdf | undefined;

  async open(bytes: Uint8Array): Promise<PageSize[]> {
    this.#pdf = await openPdf(bytes, {
      standardFontDataUrl: './',
      wasmUrl: './',
      useWasm: true,
      isOffscreenCanvasSupported: true,
      CanvasFactory: OffscreenCanvases,
      FilterFactory: PlainFilters,
    });
    const { document } = this.#pdf;
    const sizes: PageSize[] = [];
    for (let number = 1; number <= document.numPages; number++) sizes.push(await sizeOf(document, number));
    return sizes;
  }

  async draw(number: number, scale: number, signal?: AbortSignal): Promise<ImageBitmap> {
    if (!this.#pdf) throw new TypeError('Open a PDF before its pages are drawn.');
    signal?.throwIfAborted();
    const page = await this.#pdf.document.getPage(number);
    const { width, height } = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: Math.min(scale, Math.sqrt(MOST_PIXELS / width / height)) });
    const canvas = new OffscreenCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
    const task = page.render({ canvas: canvas as unknown as HTMLCanvasElement, viewport });
    const cancel = (): void => task.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      await task.promise;
    } finally {
      signal?.removeEventListener('abort', cancel);
      page.cleanup();
    }
    return canvas.transferToImageBitmap();
  }
}

/** A page that pdf.js cannot read gets the size of a sheet, so that the others keep their places. */
async function sizeOf(document: PDFDocumentProxy, number: number): Promise<PageSize> {
  try {
    const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 });
    return { width, height };
  } catch {
    return { width: 595, height: 842 };
  }
}
