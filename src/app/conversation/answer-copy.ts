import type { Citation } from '../../index.ts';
import { describePlace } from '../describe.ts';
import { messages } from '../messages/messages.ts';

/** An answer on its way to the clipboard. */
export interface CopiedAnswer {
  question: string;
  /** With its marks as numbers in square brackets. */
  text: string;
  citations: readonly Citation[];
  /** Who wrote it. */
  author: string;
}

/** An answer with its sources, for a plain text. */
export function answerAsText({ question, text, citations, author }: CopiedAnswer): string {
  const sources = citations.map(
    (citation) => `[${citation.number}] ${placeOf(citation)}: ${wordsOf(citation)}`,
  );
  const list = sources.length > 0 ? `\n\n${messages.sources}\n${sources.join('\n')}` : '';
  return `${question}\n\n${text.trim()}${list}\n\n${author}\n`;
}

/** The same for a word processor: no addresses, styles or pictures in it. */
export function answerAsHtml({ question, text, citations, author }: CopiedAnswer): string {
  const paragraphs = text
    .trim()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${escapeHtml(paragraph).replaceAll('\n', '<br>')}</p>`);
  const sources = citations.map(
    (citation) =>
      `<li value="${citation.number}"><strong>${escapeHtml(placeOf(citation))}</strong>: ${escapeHtml(wordsOf(citation))}</li>`,
  );
  const list =
    sources.length > 0
      ? `<p><strong>${escapeHtml(messages.sources)}</strong></p><ol>${sources.join('')}</ol>`
      : '';
  return `<p><strong>${escapeHtml(question)}</strong></p>${paragraphs.join('')}${list}<p><em>${escapeHtml(author)}</em></p>`;
}

/** Puts an answer on the clipboard in both forms. Rejects where the browser does not allow it. */
export async function copyAnswer(answer: CopiedAnswer): Promise<void> {
  const plain = answerAsText(answer);
  if (typeof ClipboardItem === 'undefined') return navigator.clipboard.writeText(plain);
  const item = new ClipboardItem({
    'text/plain': new Blob([plain], { type: 'text/plain' }),
    'text/html': new Blob([answerAsHtml(answer)], { type: 'text/html' }),
  });
  return navigator.clipboard.write([item]);
}

function placeOf({ document, anchor }: Citation): string {
  return describePlace(document, anchor);
}

function wordsOf({ quote, mark }: Citation): string {
  return `“${quote
    .slice(...mark)
    .replaceAll(/\s+/g, ' ')
    .trim()}”`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
