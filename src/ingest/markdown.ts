import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Extension } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { stripMarkdown } from '../text/plain.ts';
import type { Block } from '../types.ts';
import { decodeText } from './encoding.ts';
import { HeadingPath } from './heading-path.ts';
import { MarkdownBlocks } from './markdown-blocks.ts';
import { splitSections } from './markdown-sections.ts';
import { findTextBlocks } from './plain-text.ts';
import type { Parse } from './parser.ts';

/** A section that is longer, without a heading or a paragraph in it, is not written by people. */
const MAX_SECTION = 96 * 1024;

/**
 * Only the structure of blocks is asked of the parser. What is inside a paragraph is of no use here, and finding the
 * partners of brackets and asterisks is what takes the time.
 */
const NO_INLINE: { disable: { null: string[] } } = {
  disable: {
    null: [
      'attention',
      'labelStartLink',
      'labelStartImage',
      'labelEnd',
      'codeText',
      'autolink',
      'htmlText',
      'strikethrough',
      'characterEscape',
      'characterReference',
      'emailAutolink',
      'protocolAutolink',
      'wwwAutolink',
    ],
  },
};

/** Without the one that looks for addresses in finished paragraphs, as it takes their positions away. */
const EXTENSIONS: Extension[] = gfmFromMarkdown().filter((extension) => !extension.transforms);

/**
 * Reads Markdown (CommonMark with GitHub's tables, task lists and footnotes). `text` is the source as it is, so that
 * quotes are verbatim; blocks leave out what is only syntax at their borders: the hashes of a heading, a bullet, the
 * fences of code. Front matter, comments, link targets and pictures are in no block.
 */
export const parseMarkdown: Parse = (bytes) => {
  const { text, warning } = decodeText(bytes);
  const matter = readFrontMatter(text);
  const blocks = findBlocks(text, matter.end);
  const title = matter.title ?? findTitle(text, blocks);
  return Promise.resolve({
    format: 'markdown',
    ...(title === undefined ? {} : { title }),
    text,
    blocks,
    ...(warning === undefined ? {} : { warnings: [warning] }),
  });
};

function findBlocks(text: string, from: number): Block[] {
  const path = new HeadingPath();
  const found = new MarkdownBlocks(text, path);
  for (const { start, end } of splitSections(text, from)) {
    const tree = end - start > MAX_SECTION ? undefined : parseSection(text.slice(start, end));
    if (tree) found.read(tree, start);
    else for (const block of findTextBlocks(text.slice(start, end))) found.add(block, start);
  }
  return found.blocks;
}

/** The section's tree; undefined when it nests deeper than the parser's own recursion reaches. */
function parseSection(source: string): Nodes | undefined {
  try {
    return fromMarkdown(source, { extensions: [gfm(), NO_INLINE], mdastExtensions: EXTENSIONS });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** YAML between `---` lines or TOML between `+++` lines at the very top, of which only the title is of use. */
function readFrontMatter(text: string): { end: number; title?: string } {
  const fence = /^(---|\+\+\+)[ \t]*\n/.exec(text)?.[1];
  if (fence === undefined) return { end: 0 };
  const close = text.indexOf(`\n${fence}`, 3);
  const after = close < 0 ? '' : text.slice(close + 4, text.indexOf('\n', close + 4) >>> 0);
  const body = text.slice(4, Math.max(4, close + 1));
  if (close < 0 || after.trim() !== '' || !/^[\w"'-]+\s*[:=]/m.test(body)) return { end: 0 };
  const title = /^title\s*[:=]\s*(.{1,500})$/im
    .exec(body)?.[1]
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2');
  const end = Math.min(text.length, close + 4 + after.length);
  return title ? { end, title } : { end };
}

function findTitle(text: string, blocks: readonly Block[]): string | undefined {
  const heading = blocks.find(({ kind, level }) => kind === 'heading' && level === 1);
  const title = heading && stripMarkdown(text.slice(heading.start, heading.end)).replace(/\s+/g, ' ');
  return title === '' ? undefined : title;
}
