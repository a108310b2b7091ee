import { html, nothing, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Citation } from '../../index.ts';
import { showOverrides } from '../shown-name.ts';
import { messages } from '../messages/messages.ts';
import type { AnswerText, JudgedSentence } from './answer-text.ts';
import {
  MarkdownReader,
  type Branch,
  type MarkdownBlock,
  type MarkdownNode,
  type Words,
} from './markdown-tree.ts';

/** Draws the mark that opens a citation. */
type RenderMark = (citation: Citation) => TemplateResult | typeof nothing;

type Piece = TemplateResult | string | typeof nothing;

/** Marks by the place of the words that they follow, and where in these. */
type MarkPlaces = ReadonlyMap<Words, readonly { at: number; sentence: JudgedSentence }[]>;

interface Drawing {
  sentences: readonly JudgedSentence[];
  places: MarkPlaces;
  renderMark: RenderMark;
}

/**
 * Draws what a model wrote. Markdown becomes elements out of a fixed set, without addresses, styles and attributes of the
 * text's choice, so that no answer can load or open anything. Blocks that are complete are left alone while others come.
 */
export class WrittenMarkdown {
  private readonly reader = new MarkdownReader();

  render(answer: AnswerText, isWriting: boolean, renderMark: RenderMark): unknown[] {
    const { text, sentences } = answer;
    const blocks = this.reader.read(isWriting ? closeSigns(text) : text);
    return blocks.map((block, index) => {
      const isLast = index === blocks.length - 1;
      const from = index === 0 ? 0 : block.start;
      const to = isLast ? Infinity : (blocks[index + 1]?.start ?? Infinity);
      const own = sentences.filter(({ start, end }) => end > from && start < to);
      const seen = own.map(({ start, end, citations, isSupported }) => [
        start,
        end,
        isSupported,
        ...citations.map(({ number }) => number),
      ]);
      const key = `${text.slice(block.start, block.end)}\n${JSON.stringify(seen)}`;
      const ending = own.filter(({ end }) => end <= to);
      return guard([key, isLast], () => renderBlock(block, own, ending, renderMark));
    });
  }
}

/** Ends emphasis and code that the model has begun and not ended yet: their signs would show until then. */
function closeSigns(text: string): string {
  const paragraph = text.slice(text.lastIndexOf('\n\n') + 1);
  if (/^\s*(?:`{3}|~{3})/m.test(paragraph)) return text;
  const [sign] = /(?<![\\*`])(?:\*\*|`)(?=[^\s*`][^*`]*$)/.exec(paragraph) ?? [];
  const open = sign !== undefined && paragraph.split(sign).length % 2 === 0;
  return open ? text.trimEnd() + sign : text.replace(/(?<=\s|^)(?:\*{1,2}|`)$/, '');
}

function renderBlock(
  { nodes }: MarkdownBlock,
  sentences: readonly JudgedSentence[],
  ending: readonly JudgedSentence[],
  renderMark: RenderMark,
): unknown {
  const places = placeMarks(nodes, ending);
  const drawing = { sentences, places, renderMark };
  return nodes.map((node) => renderNode(node, drawing));
}

/** Each mark follows the last words that its sentence has in this block. */
function placeMarks(nodes: readonly MarkdownNode[], sentences: readonly JudgedSentence[]): MarkPlaces {
  const words = [...wordsIn(nodes)];
  const places = new Map<Words, { at: number; sentence: JudgedSentence }[]>();
  for (const sentence of sentences) {
    const owner = words.findLast(({ start }) => start < sentence.end);
    if (!owner || owner.end <= sentence.start) continue;
    const at = Math.min(sentence.end, owner.end);
    places.set(owner, [...(places.get(owner) ?? []), { at, sentence }]);
  }
  return places;
}

function* wordsIn(nodes: readonly MarkdownNode[]): Generator<Words> {
  for (const node of nodes)
    if (node.kind === 'words') yield node;
    else if ('children' in node) yield* wordsIn(node.children);
}

function renderNode(node: MarkdownNode, drawing: Drawing): unknown {
  if (node.kind === 'words') return renderWords(node, drawing);
  if (node.kind === 'break') return html`<br />`;
  if (node.kind === 'rule') return html`<hr />`;
  return renderBranch(
    node,
    node.children.map((child) => renderNode(child, drawing)),
  );
}

function renderBranch({ kind, children, first }: Branch, content: unknown[]): TemplateResult {
  switch (kind) {
    case 'paragraph':
      return html`<p dir="auto">${content}</p>`;
    case 'heading':
      return html`<p dir="auto"><strong>${content}</strong></p>`;
    case 'quote':
      return html`<blockquote dir="auto">${content}</blockquote>`;
    case 'bullets':
      return html`<ul dir="auto">
        ${content}
      </ul>`;
    case 'numbers':
      return html`<ol dir="auto" start=${first ?? 1}>
        ${content}
      </ol>`;
    case 'item':
      return html`<li>${content}</li>`;
    case 'code-block':
      return html`<pre tabindex="0" role="group" aria-label=${messages.code}><code>${content}</code></pre>`;
    case 'table':
      return renderTable(children, content);
    case 'row':
      return html`<tr>
        ${content}
      </tr>`;
    case 'cell':
      return html`<td dir="auto">${content}</td>`;
    case 'strong':
      return html`<strong>${content}</strong>`;
    case 'emphasis':
      return html`<em>${content}</em>`;
    case 'code':
  }
  return html`<code>${content}</code>`;
}

function renderTable(children: readonly MarkdownNode[], content: unknown[]): TemplateResult {
  const [head, ...rows] = content;
  return html`<div class="written-table" tabindex="0" role="group" aria-label=${messages.table}>
    <table>
      ${
        children.length > 1
          ? html`<tbody class="head">
              ${head}
            </tbody>`
          : nothing
      }
      <tbody>
        ${children.length > 1 ? rows : content}
      </tbody>
    </table>
  </div>`;
}

/** The words, cut where a sentence begins or ends. */
function renderWords(words: Words, { sentences, places, renderMark }: Drawing): Piece[] {
  const marks = places.get(words) ?? [];
  const cuts = new Set([words.start, words.end]);
  for (const { start, end } of sentences)
    for (const cut of [start, end]) if (isInside(cut, words)) cuts.add(cut);
  const borders = [...cuts].sort((a, b) => a - b);
  return borders.slice(1).flatMap((end, index): Piece[] => {
    const start = borders[index] ?? end;
    const piece = showOverrides(words.text.slice(start - words.start, end - words.start));
    const sentence = sentences.find((other) => other.start <= start && other.end >= end);
    const ended = marks.filter(({ at }) => at === end).map((mark) => mark.sentence);
    const shown = sentence && !sentence.isSupported ? html`<span class="unsupported">${piece}</span>` : piece;
    return [shown, ...ended.flatMap((other) => renderEnd(other, renderMark))];
  });
}

/** What stands behind a sentence: its marks, or that it has none. The joiner keeps a mark on the line of its sentence. */
function renderEnd({ isSupported, citations }: JudgedSentence, renderMark: RenderMark): Piece[] {
  if (!isSupported) return [html`<span class="visually-hidden"> ${messages.unsupportedMark}</span>`];
  return citations.flatMap((citation): Piece[] => ['\u2060', renderMark(citation)]);
}

function isInside(cut: number, { start, end }: Words): boolean {
  return cut > start && cut < end;
}
