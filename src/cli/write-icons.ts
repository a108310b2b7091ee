/** `npm run icons` draws the bitmaps of the app's icon anew, after a change of `public/icons/icon.svg`. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.ts';

const folder = fileURLToPath(new URL('../../public/icons/', import.meta.url));

/** A maskable icon is cut to any shape by the system: what counts lies in the inner 80 %, and the ground fills it. */
const BITMAPS = [
  { name: 'icon-192.png', size: 192, scale: 1, isMaskable: false },
  { name: 'icon-512.png', size: 512, scale: 1, isMaskable: false },
  { name: 'maskable-512.png', size: 512, scale: 0.72, isMaskable: true },
];

const svg = await readFile(`${folder}icon.svg`, 'utf8');
const ground = /fill="(#[0-9a-f]{6})"/.exec(svg)?.[1] ?? 'transparent';
const browser = await launchBrowser();
try {
  for (const { name, size, scale, isMaskable } of BITMAPS) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(
      `<style>body{margin:0;display:grid;place-items:center;height:100vh;background:${isMaskable ? ground : 'transparent'}}svg{width:${100 * scale}%}</style>${svg}`,
    );
    await page.screenshot({ path: folder + name, omitBackground: !isMaskable });
    await page.close();
    console.log(`wrote public/icons/${name}`);
  }
} finally {
  await browser.close();
}
