import type { DocumentFormat } from '../types.ts';

/** White space, comments and an XML declaration may stand before the first tag that tells an HTML page. */
const PREAMBLE = /^(?:\s+|<\?xml[^>]{0,200}\?>|<!--[\s\S]{0,4000}?-->)*/;
const PAGE_START = /^<(?:!doctype\s+html|html|head|body|title|meta)\b/i;

/** True when a text begins as an HTML page does. */
export function looksLikeHtml(head: string): boolean {
  const start = PREAMBLE.exec(head)?.[0].length ?? 0;
  return PAGE_START.test(head.slice(start, start + 200));
}

/** Format of a text whose name says nothing, from its first lines. Plain text unless it is clearly something else. */
export function sniffText(head: string): DocumentFormat {
  if (looksLikeCode(head)) return 'code';
  if (looksLikeTable(head)) return 'csv';
  if (looksLikeMarkdown(head)) return 'markdown';
  return 'text';
}

function looksLikeCode(head: string): boolean {
  return /^#!\s*\/\S+/.test(head) || /^\s*<\?(?:xml|php)\b/.test(head) || /^\s*[[{]\s*["{[\]}]/.test(head);
}

/** Five lines or more, all with the same number (two or more) of one separator. */
function looksLikeTable(head: string): boolean {
  const lines = head.split(/\r?\n/, 50).filter((line) => line.trim() !== '');
  if (lines.length < 5) return false;
  const whole = lines.slice(0, -1);
  return ['\t', ';', ',', '|'].some((separator) => {
    const counts = new Set(whole.map((line) => line.split(separator).length));
    const [count] = counts;
    return counts.size === 1 && count !== undefined && count >= 3;
  });
}

/** At least two different kinds of marks that only Markdown uses. */
function looksLikeMarkdown(head: string): boolean {
  const marks = [
    /^#{1,6} \S/m,
    /^(?:```|~~~)/m,
    /\[[^\]\n]{1,200}\]\((?:https?:|\.{0,2}\/|#)[^)\s]{0,500}\)/,
    /^\|.+\|\s*\n\|[ :|-]+\|\s*$/m,
    /\*\*[^*\n]{1,200}\*\*/,
  ];
  return marks.filter((mark) => mark.test(head)).length >= 2;
}
