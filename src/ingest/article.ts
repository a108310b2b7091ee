import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';

/** Nesting beyond which Readability, which is recursive in places, is not tried. */
const MAX_DEPTH = 200;

/**
 * The part of a page that Readability takes for its article, as HTML; undefined when it finds none. The page is a
 * tree in memory here, so that callers must bound its size. Nothing in it is run or fetched.
 */
export function extractArticle(html: string): string | undefined {
  const page = /<body[\s>]/i.test(html)
    ? html
    : `<!doctype html><html><head></head><body>${html}</body></html>`;
  const { document } = parseHTML(page);
  if (isTooDeep(document)) return undefined;
  return new Readability(document, { charThreshold: 0 }).parse()?.content ?? undefined;
}

function isTooDeep(document: Document): boolean {
  let depth = 0;
  let node: Node | null = document.documentElement;
  while (node) {
    if (node.firstChild) {
      node = node.firstChild;
      if (++depth > MAX_DEPTH) return true;
      continue;
    }
    while (node && !node.nextSibling) {
      node = node.parentNode;
      depth--;
    }
    node = node?.nextSibling ?? null;
  }
  return false;
}
