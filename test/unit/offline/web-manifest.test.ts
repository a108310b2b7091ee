import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Picture {
  src: string;
  sizes: string;
  type: string;
  form_factor?: string;
  label?: string;
}

const PUBLIC = new URL('../../../public/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('app.webmanifest', PUBLIC), 'utf8')) as {
  icons: Picture[];
  screenshots: Picture[];
};

/** Width and height of a PNG or a JPEG, as its own header tells them. */
function measure(bytes: Buffer): string {
  if (bytes.toString('latin1', 1, 4) === 'PNG') return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
  // Segments of a JPEG follow each other up to the one that begins a frame: C0 to C3.
  let at = 2;
  while (!(bytes.readUInt8(at + 1) >= 0xc0 && bytes.readUInt8(at + 1) <= 0xc3))
    at += 2 + bytes.readUInt16BE(at + 2);
  return `${bytes.readUInt16BE(at + 7)}x${bytes.readUInt16BE(at + 5)}`;
}

describe('the manifest of the installed app', () => {
  const pictures = [...manifest.icons, ...manifest.screenshots];

  it.each(pictures.filter(({ sizes }) => sizes !== 'any'))('has $src in its size', ({ src, sizes }) => {
    expect(measure(readFileSync(new URL(src, PUBLIC)))).toBe(sizes);
  });

  it.each(pictures)('names the type of $src', ({ src, type }) => {
    const types: Record<string, string> = {
      '.svg': 'image/svg+xml',
      '.png': 'image/png',
      '.jpg': 'image/jpeg',
    };
    expect(type).toBe(types[extname(src)]);
  });

  it('shows the app at a desk and on a phone, in words too', () => {
    expect(manifest.screenshots.map((picture) => picture.form_factor)).toEqual(['wide', 'narrow']);
    for (const { label } of manifest.screenshots) expect(label).toMatch(/\w{3}/);
  });
});
