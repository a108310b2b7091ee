import fc from 'fast-check';
import type { Block, BlockKind, ParsedDocument } from '../../../src/types.ts';

/** A block before it has a place. */
export interface Piece {
  kind: BlockKind;
  text: string;
  level?: number;
  header?: string[];
}

/** A document of blocks with an empty line between them; headings are nested by their level. */
export function documentOf(pieces: readonly Piece[], title?: string): ParsedDocument {
  const path: { level: number; text: string }[] = [];
  const blocks: Block[] = [];
  let text = '';
  for (const { kind, text: own, level, header } of pieces) {
    if (level !== undefined) while ((path.at(-1)?.level ?? 0) >= level) path.pop();
    const start = text.length;
    const block: Block = { kind, start, end: start + own.length, headings: path.map((entry) => entry.text) };
    if (level !== undefined) {
      block.level = level;
      path.push({ level, text: own });
    }
    if (header) block.header = header;
    blocks.push(block);
    text += `${own}\n\n`;
  }
  return { format: 'markdown', text, blocks, ...(title === undefined ? {} : { title }) };
}

/** Documents of any blocks, with what is hard to cut: clusters, flags, long words, every kind of white space. */
export function anyDocument(): fc.Arbitrary<ParsedDocument> {
  const word = fc.oneof(
    fc.constantFrom(
      'rent',
      'Dr.',
      'No.',
      '5',
      'z. B.',
      'ends.',
      'Next?',
      '。',
      '租金',
      '家賃です。',
      'الإيجار',
      '؟',
      'ค่าเช่า',
      'क्या है।',
      '👩‍🚀',
      '🇩🇪🇫🇷',
      'e\u0301',
      '\n',
      '\t',
      '\u00A0',
      ' \u0301',
    ),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 6 }),
    fc
      .constantFrom('x', '租', 'ค', '😀')
      .chain((unit) => fc.integer({ min: 1, max: 300 }).map((count) => unit.repeat(count))),
  );
  const text = fc
    .array(fc.tuple(word, fc.constantFrom('', ' ', ' ', '\n')), { maxLength: 40 })
    .map((words) => words.flat().join(''));
  // A letter on either side keeps a block's edges from merging with its neighbours into one grapheme.
  const block = fc.record({
    kind: fc.constantFrom<BlockKind>('heading', 'paragraph', 'list-item', 'table-row', 'code', 'quote'),
    text: text.map((body) => `a${body}b`),
    level: fc.integer({ min: 1, max: 4 }),
  });
  return fc.array(block, { maxLength: 8 }).map((blocks) =>
    documentOf(
      blocks.map(({ kind, text: body, level }) =>
        kind === 'heading' ? { kind, text: body, level } : { kind, text: body },
      ),
      'Title',
    ),
  );
}
