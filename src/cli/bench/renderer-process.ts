import { readFile, readdir } from 'node:fs/promises';
import type { Browser, CDPSession } from 'playwright';

const KIB_PER_MIB = 1024;
const NS_PER_MS = 1e6;

/**
 * The most memory that the browser's biggest page process ever had, in MiB, as the kernel counts it (`VmHWM`: resident,
 * nothing sampled); undefined where there is no /proc.
 */
export async function peakRendererMib(browser: Browser): Promise<number | undefined> {
  const session = await browser.newBrowserCDPSession();
  const peaks = await Promise.all((await renderersOf(session)).map(peakKib));
  await session.detach();
  const known = peaks.filter((peak) => peak !== undefined);
  return known.length > 0 ? Math.max(...known) / KIB_PER_MIB : undefined;
}

/**
 * Opens a clock that says how long the browser's page processes have computed, all their threads together, in
 * milliseconds: unlike time on the wall, waiting for a core that another program has does not count. It says undefined
 * where the system does not tell.
 */
export async function openProcessorClock(browser: Browser): Promise<() => Promise<number | undefined>> {
  const session = await browser.newBrowserCDPSession();
  return async () => {
    const spent = await Promise.all((await renderersOf(session)).map(computedNs));
    const total = spent.reduce((sum, ns) => sum + ns, 0);
    return total > 0 ? total / NS_PER_MS : undefined;
  };
}

async function renderersOf(session: CDPSession): Promise<number[]> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

async function peakKib(processId: number): Promise<number | undefined> {
  const status = await readText(`/proc/${processId}/status`);
  const [, kib] = /^VmHWM:\s*(\d+) kB$/m.exec(status) ?? [];
  return kib === undefined ? undefined : Number(kib);
}

async function computedNs(processId: number): Promise<number> {
  const folder = `/proc/${processId}/task`;
  const threads = await readdir(folder).catch(() => []);
  // The first number of each is the time on a core.
  const texts = await Promise.all(threads.map((thread) => readText(`${folder}/${thread}/schedstat`)));
  return texts.reduce((sum, text) => sum + (Number.parseInt(text, 10) || 0), 0);
}

/** A thread may have ended meanwhile. */
function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
