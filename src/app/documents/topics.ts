import type { Block, ParsedDocument } from '../../index.ts';

/** A heading of so few words and characters says one thing. */
const MOST_WORDS = 6;
const MOST_CHARACTERS = 48;
const LEAST_CHARACTERS = 4;

/** A text below a heading that is shorter answers hardly anything. */
const LEAST_TEXT = 60;

/** "3.", "§ 4 a", "2.1", "IV.", "b)" */
const NUMBERING = /^(?:(?:§+\s*)?\d+(?:\.\d+)*\s?[a-z]?[.):]?|[IVXLC]+[.)]|[a-z][.)])\s+/u;

/** Headings that stand in any document and say nothing of this one, in the languages of the page. */
const GENERAL: ReadonlySet<string> = new Set([
  'abstract',
  'annex',
  'appendix',
  'background',
  'conclusion',
  'contents',
  'general',
  'imprint',
  'introduction',
  'miscellaneous',
  'notes',
  'overview',
  'preface',
  'preamble',
  'references',
  'scope',
  'summary',
  'table of contents',
  'allgemeines',
  'anhang',
  'anlage',
  'einleitung',
  'fazit',
  'impressum',
  'inhalt',
  'inhaltsverzeichnis',
  'literatur',
  'präambel',
  'sonstiges',
  'überblick',
  'übersicht',
  'vorwort',
  'zusammenfassung',
]);

/** What a document has something to say about, by its own headings, in their order. */
export function topicsOf({
  text,
  blocks,
  title,
}: Pick<ParsedDocument, 'text' | 'blocks' | 'title'>): string[] {
  const topics = blocks.flatMap((block, at) => {
    if (block.kind !== 'heading' || textBelow(blocks, at) < LEAST_TEXT) return [];
    const topic = cleanHeading(text.slice(block.start, block.end));
    return isTopic(topic) && topic !== title ? [topic] : [];
  });
  return [...new Set(topics)];
}

/** A heading without its number and what ends it. */
function cleanHeading(heading: string): string {
  return heading
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(NUMBERING, '')
    .replace(/[\s.:;,–-]+$/u, '');
}

function isTopic(topic: string): boolean {
  if (topic.length < LEAST_CHARACTERS || topic.length > MOST_CHARACTERS) return false;
  const letters = topic.match(/\p{L}/gu)?.length ?? 0;
  const isShouted = topic.length > 8 && topic === topic.toUpperCase() && topic !== topic.toLowerCase();
  return (
    topic.split(' ').length <= MOST_WORDS &&
    letters >= topic.length * 0.7 &&
    !isShouted &&
    !GENERAL.has(topic.toLowerCase())
  );
}

/** How much stands directly below a heading, in characters. */
function textBelow(blocks: readonly Block[], heading: number): number {
  let length = 0;
  for (const { kind, start, end } of blocks.slice(heading + 1)) {
    if (kind === 'heading' || kind === 'title' || length >= LEAST_TEXT) break;
    length += end - start;
  }
  return length;
}
