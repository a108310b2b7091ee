import { createBm25Index } from '../../../src/search/bm25-index.ts';
import { fuse, type FusedHit } from '../../../src/search/fuse.ts';
import { profileQuestion, type QuestionProfile } from '../../../src/search/question-profile.ts';
import type { QuotePassage } from '../../../src/search/quotes.ts';
import { termsOf } from '../../../src/text/terms.ts';
import type { Block } from '../../../src/types.ts';

/** A document of paragraphs, each a passage; a line that begins with '#' is a heading. */
export function documentOf(id: string, paragraphs: readonly string[], language = 'en'): QuotePassage[] {
  const text = paragraphs.join('\n\n');
  const blocks: Block[] = [];
  let start = 0;
  let headings: string[] = [];
  for (const paragraph of paragraphs) {
    const isHeading = paragraph.startsWith('#');
    blocks.push({
      kind: isHeading ? 'heading' : 'paragraph',
      start,
      end: start + paragraph.length,
      headings: isHeading ? [] : headings,
    });
    if (isHeading) headings = [paragraph.replace(/^# */, '')];
    start += paragraph.length + 2;
  }
  return blocks
    .filter(({ kind }) => kind === 'paragraph')
    .map((block) => ({
      documentId: id,
      document: `${id}.md`,
      text,
      blocks,
      language,
      start: block.start,
      end: block.end,
      context: block.headings.join(' › '),
      score: 0,
    }));
}

export interface Searched {
  question: QuestionProfile;
  hits: FusedHit[];
  passages: QuotePassage[];
}

/** Searches passages by their words alone, through the real index and the real fusion. */
export function searchWords(corpus: readonly QuotePassage[], question: string, language = 'en'): Searched {
  const index = createBm25Index();
  corpus.forEach(({ text, start, end, context, language: own }, key) =>
    index.add(key, termsOf(text.slice(start, end), own), termsOf(context, own)),
  );
  const profile = profileQuestion(question, language, index);
  const terms = corpus[0] ? profile.termsIn(corpus[0].language).map(({ term }) => term) : [];
  const hits = fuse([], index.search(terms, 200));
  const passages = hits.flatMap(({ key, score }) => {
    const passage = corpus[key];
    return passage ? [{ ...passage, score }] : [];
  });
  return { question: profile, hits, passages };
}
