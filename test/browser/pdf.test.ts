import { afterEach, describe, expect, it } from 'vitest';
import type { ParsedDocument } from '../../src/types.ts';

interface Reply {
  document?: ParsedDocument;
  error?: string;
  refused: string[];
}

describe('the PDF reader in a worker of a browser', () => {
  let worker: Worker | undefined;
  afterEach(() => worker?.terminate());

  const read = async (bytes: Uint8Array): Promise<{ reply: Reply; messages: unknown[] }> => {
    worker = new Worker(new URL('./pdf-worker.ts', import.meta.url), { type: 'module' });
    const messages: unknown[] = [];
    const reply = await new Promise<Reply>((resolve, reject) => {
      worker?.addEventListener('error', (event) => reject(new Error(event.message)));
      worker?.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
        messages.push(data);
        if ('refused' in data) resolve(data);
      });
      worker?.postMessage(bytes);
    });
    return { reply, messages };
  };

  const fetchFixture = async (name: string): Promise<Uint8Array> =>
    new Uint8Array(await (await fetch(`/test/fixtures/pdf/${name}.pdf`)).arrayBuffer());

  it('reads columns and tables without a worker, a request or code of its own, and posts nothing by itself', async () => {
    const { reply, messages } = await read(await fetchFixture('report'));
    expect(reply.error).toBeUndefined();
    expect(reply.refused).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(reply.document?.pages).toBe(1);
    expect(reply.document?.text).toContain('Upper Lane\t1,204\t170,400\t171,000');
    expect(reply.document?.text).toContain('In Oakham the board repaired eleven kilometres of mains.');
  });

  it('reads Chinese through a character map that comes with the code', async () => {
    const { reply } = await read(chinesePdf());
    expect(reply.error).toBeUndefined();
    expect(reply.refused).toEqual([]);
    expect(reply.document?.text).toBe('供水');
  });
});

/** A PDF that names the character map UniGB-UCS2-H, leaving pdf.js to rebuild the missing table of offsets. */
function chinesePdf(): Uint8Array {
  const content = 'BT /F 12 Tf 72 700 Td <4F9B6C34> Tj ET';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Count 1 /Kids [3 0 R] >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F 4 0 R >> >> /Contents 7 0 R >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /DW 1000 /FontDescriptor 6 0 R >>',
    '<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
  ];
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('');
  return new TextEncoder().encode(`%PDF-1.4\n${body}trailer\n<< /Size 8 /Root 1 0 R >>\n%%EOF\n`);
}
