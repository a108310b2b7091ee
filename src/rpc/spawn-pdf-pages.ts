import { installScriptPolicy } from '../security/trusted-types.ts';
import type { PdfPagesApi } from '../ingest/pdf-pages-api.ts';
import { connect, type Connection } from './connect.ts';

/** Starts a worker that draws the pages of one PDF. */
export function spawnPdfPages(): Connection<PdfPagesApi> {
  installScriptPolicy();
  const worker = new Worker(new URL('../../workers/pdf-pages.ts', import.meta.url), {
    type: 'module',
    name: 'pdf pages',
  });
  return connect(worker, 'pdf pages');
}
