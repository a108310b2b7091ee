import type { Locator, Page } from 'playwright';
import type { AppElement } from '../app-session.ts';
import type { DrawnBox } from './compare-words.ts';

/** What the app says that a citation is. */
export interface CitationTarget {
  documentId: string;
  /** Offsets of the quote, and of the answering sentence in it, in the text of the document. */
  start: number;
  end: number;
  answer: readonly [start: number, end: number];
  quote: string;
}

/** A citation after a click, as a person finds it. */
export interface OpenedCitation {
  target: CitationTarget;
  /** What the app has as the text of the document between the offsets of the quote and of its answering sentence. */
  slices: { quote: string; answer: string };
  /** What is marked in the text of the document. */
  marked: string;
  /** Whether the marked place is in the middle half of the view, or as near to it as the edge of the document lets it. */
  isCentred: boolean;
  /** Of PDFs: what is drawn over the pages. Nothing where the pages are not shown. */
  boxes?: { quote: DrawnBox[]; answer: DrawnBox[] };
}

/** The app's element, as far as it says what is open. */
interface Citing extends AppElement {
  target?: CitationTarget;
}

/** Clicks a citation, looks at the source that opens, as pages and as text, and closes it. */
export async function openCitation(page: Page, button: Locator): Promise<OpenedCitation> {
  await button.click();
  const source = page.locator('cloister-source');
  await source.locator('.pdf-page :is(.answer, .quote), mark').first().waitFor({ state: 'attached' });
  const { target, slices } = await readTarget(page);
  const isPaged = (await source.locator('.pdf-page').count()) > 0;
  const isCentred = await isMarkCentred(page);
  const boxes = isPaged ? await readBoxes(page) : undefined;
  const [asPages, asText] = isPaged ? await source.locator('.shown-as button').all() : [];
  await asText?.click();
  await source.locator('mark').first().waitFor({ state: 'attached' });
  const marked = (await source.locator('mark').allTextContents()).join('');
  await asPages?.click();
  await page.keyboard.press('Escape');
  await source.waitFor({ state: 'detached' });
  return { target, slices, marked, isCentred, ...(boxes && { boxes }) };
}

async function readTarget(page: Page): Promise<Pick<OpenedCitation, 'target' | 'slices'>> {
  return page.evaluate(async () => {
    const { rag, target } = document.querySelector<Citing>('cloister-app')!;
    if (!rag || !target) throw new Error('A citation was clicked, and the app opened no source.');
    const { documentId, start, end, answer, quote } = target;
    const { text } = await rag.document(documentId);
    return {
      target: { documentId, start, end, answer, quote },
      slices: { quote: text.slice(start, end), answer: text.slice(...answer) },
    };
  });
}

async function isMarkCentred(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const view = document.querySelector('cloister-source .source-text');
    const marks = [...(view?.querySelectorAll(':is(.answer, .quote):is(rect, mark)') ?? [])];
    const answers = marks.filter((mark) => mark.classList.contains('answer'));
    const [first] = answers.length > 0 ? answers : marks;
    if (!view || !first) return false;
    const { top, height } = view.getBoundingClientRect();
    const mark = first.getBoundingClientRect();
    const middle = (mark.top + mark.height / 2 - top) / height;
    if (middle >= 0.25 && middle <= 0.75) return true;
    const isAtTop = view.scrollTop <= 1;
    const isAtEnd = view.scrollTop + view.clientHeight >= view.scrollHeight - 1;
    return (middle >= 0 && middle < 0.25 && isAtTop) || (middle > 0.75 && middle <= 1 && isAtEnd);
  });
}

/** The boxes as they lie over the drawn pages, once those that hold them are drawn. */
async function readBoxes(page: Page): Promise<NonNullable<OpenedCitation['boxes']>> {
  const marked = page.locator('cloister-source .pdf-page:has(.answer)').first();
  await marked.locator('canvas').waitFor({ state: 'attached' });
  return page.evaluate(() => {
    const read = (kind: string): DrawnBox[] =>
      [...document.querySelectorAll<HTMLElement>('cloister-source .pdf-page')].flatMap((figure) => {
        const whole = figure.querySelector('svg')!.getBoundingClientRect();
        return [...figure.querySelectorAll(`rect.${kind}`)].map((mark) => {
          const { left, top, right, bottom } = mark.getBoundingClientRect();
          return {
            page: Number(figure.dataset['page']),
            left: (left - whole.left) / whole.width,
            top: (top - whole.top) / whole.height,
            right: (right - whole.left) / whole.width,
            bottom: (bottom - whole.top) / whole.height,
          };
        });
      });
    return { quote: read('quote'), answer: read('answer') };
  });
}
