import '../src/security/trusted-types.ts';
import { PdfPages } from '../src/ingest/pdf-pages.ts';
import type { PdfPagesApi } from '../src/ingest/pdf-pages-api.ts';
import { handOver, serve } from '../src/rpc/serve.ts';

const pages = new PdfPages();
const api: PdfPagesApi = {
  open: (bytes) => pages.open(bytes),
  draw: async (number, scale, signal) => {
    const picture = await pages.draw(number, scale, signal);
    return handOver(picture, [picture]);
  },
};
serve(api);
