import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright';

const KIB_PER_MIB = 1024;

/**
 * The most memory that the browser's biggest page process ever had, in MiB, as the kernel counts it (`VmHWM`: resident,
 * nothing sampled); undefined where there is no /proc.
 */
export async function peakRendererMib(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const peaks = await Promise.all(renderers.map(({ id }) => peakKib(id)));
  const known = peaks.filter((peak) => peak !== undefined);
  return known.length > 0 ? Math.max(...known) / KIB_PER_MIB : undefined;
}

async function peakKib(processId: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '');
  const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return kib === undefined ? undefined : Number(kib);
}
