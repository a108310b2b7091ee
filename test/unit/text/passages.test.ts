import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { splitPassages } from '../../../src/text/passages.ts';
import { createTokenCounter, type TokenCounter } from '../../../src/text/token-counter.ts';
import { anyDocument, documentOf, type Piece } from './pieces.ts';
import type { ParsedDocument, PassageSpan } from '../../../src/types.ts';

const MODEL = new URL('../../../models/all-MiniLM-L6-v2/', import.meta.url);
let counter: TokenCounter;
/** What the embedder uses: the counter may say more for odd texts, but must never say less. */
let tokenizer: Tokenizer;

beforeAll(async () => {
  const json = async (name: string): Promise<object> =>
    JSON.parse(await readFile(new URL(name, MODEL), 'utf8'));
  const files = [await json('tokenizer.json'), await json('tokenizer_config.json')] as const;
  counter = createTokenCounter(...files);
  tokenizer = new Tokenizer(...files);
});

const heading = (text: string, level: number): Piece => ({ kind: 'heading', text, level });
const paragraph = (text: string): Piece => ({ kind: 'paragraph', text });
const sentences = (count: number, about: string): string =>
  Array.from(
    { length: count },
    (_, i) => `Sentence number ${i} of this paragraph says a few words about ${about}.`,
  ).join(' ');
const textsOf = (document: ParsedDocument, spans: readonly PassageSpan[]): string[] =>
  spans.map(({ start, end }) => document.text.slice(start, end));
const sizeOf = (document: ParsedDocument, span: PassageSpan): number =>
  tokenizer.tokenize(`${span.context}\n${document.text.slice(span.start, span.end)}`, {
    add_special_tokens: false,
  }).length;

describe('splitPassages', () => {
  it('keeps a short section whole, its heading in front and the path above it as context', () => {
    const document = documentOf(
      [
        heading('Lease', 1),
        heading('Rent', 2),
        paragraph(sentences(6, 'rent')),
        heading('Pets', 2),
        paragraph(sentences(6, 'dogs')),
      ],
      'Lease',
    );
    const passages = splitPassages(document, counter);
    const texts = textsOf(document, passages);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^Lease\s+Rent\s+Sentence number 0/);
    expect(texts[1]).toMatch(/^Pets\s+Sentence number 0/);
    expect(passages.map(({ context }) => context)).toEqual(['', 'Lease']);
  });

  it('cuts a long section into passages of about one size that share a sentence and name their heading', () => {
    const document = documentOf(
      [heading('Lease', 1), heading('Rent', 2), paragraph(sentences(40, 'rent'))],
      'House',
    );
    const passages = splitPassages(document, counter, { targetTokens: 120 });
    const sizes = passages.map((span) => sizeOf(document, span));
    expect(passages.length).toBeGreaterThan(3);
    expect(Math.max(...sizes) / Math.min(...sizes)).toBeLessThan(1.5);
    expect(passages.slice(1).map(({ context }) => context)).toEqual(
      passages.slice(1).map(() => 'House › Lease › Rent'),
    );
    passages.slice(1).forEach((span, i) => {
      const shared = document.text.slice(span.start, passages[i]?.end);
      expect(shared).toMatch(/^Sentence number \d+ of this paragraph says a few words about rent\.$/);
    });
  });

  it('shares nothing across headings, paragraphs and without overlap', () => {
    const pieces = Array.from({ length: 12 }, (_, i) => [
      heading(`Part ${i}`, 2),
      paragraph(sentences(7, 'heat')),
    ]).flat();
    for (const [document, options] of [
      [documentOf(pieces), {}],
      [documentOf([paragraph(sentences(60, 'heat'))]), { overlapSentences: 0 }],
    ] as const) {
      const passages = splitPassages(document, counter, options);
      expect(passages.length).toBeGreaterThan(3);
      passages
        .slice(1)
        .forEach((span, i) => expect(span.start).toBeGreaterThanOrEqual(passages[i]?.end ?? 0));
    }
  });

  it('merges short blocks of a section and cuts between blocks rather than within', () => {
    const items = Array.from({ length: 30 }, (_, i): Piece => ({
      kind: 'list-item',
      text: `Item ${i} is one of many things to bring along.`,
    }));
    const document = documentOf([heading('Packing', 2), ...items]);
    const passages = splitPassages(document, counter, { targetTokens: 100 });
    expect(passages.length).toBeGreaterThan(2);
    expect(passages.length).toBeLessThan(8);
    const ends = new Set(document.blocks.map(({ end }) => end));
    for (const { end } of passages) expect(ends.has(end)).toBe(true);
  });

  it('groups the rows of a table and repeats the column names in each context', () => {
    const header = ['City', 'Country', 'Population'];
    const rows = Array.from({ length: 80 }, (_, i): Piece => ({
      kind: 'table-row',
      text: `City ${i},Country ${i % 7},${i * 1000}`,
      header,
    }));
    const document = documentOf(rows);
    const passages = splitPassages(document, counter);
    expect(passages.length).toBeGreaterThan(3);
    for (const { context } of passages) expect(context).toBe('City | Country | Population');
    passages.slice(1).forEach((span, i) => expect(span.start).toBeGreaterThan(passages[i]?.end ?? 0));
  });

  it('keeps a table apart from the text around it', () => {
    const row: Piece = {
      kind: 'table-row',
      text: 'Berlin and its many districts, Germany, 3700000 people in the year 2020, and more besides that',
      header: ['A'],
    };
    const document = documentOf([
      paragraph(sentences(4, 'cities')),
      row,
      row,
      paragraph(sentences(4, 'towns')),
    ]);
    expect(splitPassages(document, counter)).toHaveLength(3);
  });

  it('joins a section of a line with the next one', () => {
    const document = documentOf([
      heading('Address', 2),
      paragraph('High Street 5'),
      heading('Rent', 2),
      paragraph(sentences(3, 'rent')),
    ]);
    expect(splitPassages(document, counter)).toHaveLength(1);
  });

  it.each([
    ['one endless word', 'x'.repeat(5000)],
    ['Chinese without punctuation', '租金每月一千元押金三个月'.repeat(120)],
    ['Thai, which the tokenizer does not know', 'ค่าเช่าบ้านเดือนละหนึ่งพันบาท'.repeat(100)],
    ['family emoji', '👨‍👩‍👧‍👦'.repeat(400)],
    ['one sentence of 900 words', `${'word '.repeat(900)}.`],
    ['a line of base64', 'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo='.repeat(200)],
  ])('cuts %s into passages within the limit', (_what, text) => {
    const document = documentOf([paragraph(text)]);
    const passages = splitPassages(document, counter);
    expect(passages.length).toBeGreaterThan(1);
    for (const span of passages) {
      expect(sizeOf(document, span)).toBeLessThanOrEqual(254);
      expect(span.end - span.start).toBeLessThanOrEqual(254 * 8);
    }
    expectCovered(document, passages);
  });

  it('leaves room for a context however long title, headings and column names are', () => {
    const long = 'A heading that goes on and on without ever coming to its point '.repeat(20).trim();
    const header = Array.from({ length: 200 }, (_, i) => `column ${i}`);
    const row: Piece = { kind: 'table-row', text: 'value, '.repeat(300), header };
    const document = documentOf([heading(long, 1), heading(`${long} again`, 2), row, row], long);
    const passages = splitPassages(document, counter);
    for (const span of passages) {
      expect(sizeOf(document, span)).toBeLessThanOrEqual(254);
      expect(counter.count(span.context)).toBeLessThanOrEqual(100);
    }
    expectCovered(document, passages);
  });

  it('gives no passages for an empty document', () => {
    expect(splitPassages(documentOf([]), counter)).toEqual([]);
    expect(splitPassages(documentOf([paragraph(' \n ')]), counter)).toEqual([]);
  });

  it('begins no passage between a space and the accent that it carries', () => {
    const text = 'The rent is due.\n\n \u0301b is the second sentence of this paragraph, and a long one.';
    const document = documentOf([paragraph(text)]);
    const passages = splitPassages(document, counter, { targetTokens: 5, maxTokens: 20 });
    expectCovered(document, passages);
    expect(passages.map(({ start }) => text[start])).not.toContain('\u0301');
  });

  it('covers any document exactly, in order, within the limit, and cuts no grapheme', () => {
    fc.assert(
      fc.property(anyDocument(), fc.integer({ min: 20, max: 120 }), (document, targetTokens) => {
        const passages = splitPassages(document, counter, { targetTokens, maxTokens: 140 });
        expectCovered(document, passages);
        for (const span of passages) expect(sizeOf(document, span)).toBeLessThanOrEqual(140);
      }),
      { numRuns: 60 },
    );
  });
});

/** Neighbours touch, overlap or have white space between them, edges are no white space, and no grapheme is cut. */
function expectCovered({ text }: ParsedDocument, passages: readonly PassageSpan[]): void {
  let end = 0;
  for (const span of passages) {
    expect(span.end).toBeGreaterThan(span.start);
    expect(text.slice(end, span.start)).toMatch(/^\s*$/);
    expect(span.end).toBeGreaterThan(end);
    expect(text.slice(span.end - 1, span.end)).toMatch(/\S/);
    end = span.end;
  }
  expect(text.slice(end)).toMatch(/^\s*$/);
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
  const boundaries = new Set([text.length, ...[...segmenter.segment(text)].map(({ index }) => index)]);
  const cuts = passages.flatMap((span) => [span.start, span.end]).filter((cut) => !boundaries.has(cut));
  expect(cuts).toEqual([]);
}
