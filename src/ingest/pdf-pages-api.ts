/** Size of a page in points (1/72 inch), as it is shown: turned pages are turned. */
export interface PageSize {
  width: number;
  height: number;
}

/** What the worker that draws pages offers: one PDF, opened once. */
export interface PdfPagesApi {
  /** Sizes of all pages, in order. Rejects with what pdf.js throws. */
  open(bytes: Uint8Array): Promise<PageSize[]>;
  /**
   * @param number Page from 1.
   * @param scale Pixels a point.
   */
  draw(number: number, scale: number, signal?: AbortSignal): Promise<ImageBitmap>;
}
