import type { Page } from 'playwright';

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

interface WatchedPage {
  shifts: string[];
}

/** From now on notes what moves in the page without anybody's doing. */
export function watchShifts(page: Page): Promise<void> {
  return page.evaluate(() => {
    const shifts: string[] = [];
    Object.assign(globalThis, { shifts });
    const name = (node: Node | null): string => {
      const element = node instanceof Element ? node : node?.parentElement;
      const text = (node?.textContent ?? '').trim().slice(0, 30);
      return element ? `${element.localName}.${[...element.classList].join('.')} "${text}"` : 'what is gone';
    };
    const at = ({ x, y, width, height }: DOMRectReadOnly): string =>
      [x, y, width, height].map(Math.round).join(',');
    const observer = new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
        if (hadRecentInput) continue;
        const moved = sources.map((source) => {
          return `${name(source.node)} ${at(source.previousRect)} → ${at(source.currentRect)}`;
        });
        shifts.push(`${value.toFixed(4)}: ${moved.join('; ')}`);
      }
    });
    observer.observe({ type: 'layout-shift' });
  });
}

/** What moved since `watchShifts`, a line each: how much, what, and from where to where. */
export function readShifts(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as WatchedPage).shifts);
}

/** Waits until a movement is not taken for the answer to what a person did last. */
export function outlastInput(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const start = performance.now();
    while (performance.now() - start < 600) await new Promise((resolve) => requestAnimationFrame(resolve));
  });
}
