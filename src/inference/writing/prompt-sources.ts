import type { Evidence } from '../../answer-types.ts';
import { detectLanguage } from '../../text/language.ts';
import type { Range } from '../../text/ranges.ts';
import type { Anchor, Passage, Quote, Retrieval } from '../../types.ts';
import { escapePromptLine, escapePromptText, escapePromptValue } from './prompt-text.ts';

/** A piece of the documents that a model is given. */
export interface PromptSource {
  evidence: Evidence;
  /** What the model reads of it, a range of `evidence.text`. */
  given: Range;
  /** Title, headings or column names that the model reads with it; may be empty. */
  context: string;
  /** BCP-47 tag of its passage. */
  language: string;
}

/** So many best sentences are put before a small model: more confuse it, as measured with SmolLM2-135M. */
const SENTENCES = 2;

/**
 * What may be put before a model, the most valuable first; each entry lists its forms, the fullest first, so that a
 * short one can stand in where the full one has no room.
 *
 * @param kind 'sentences': the answering sentences of the best quotes; 'passages': whole passages, those with the best
 * quotes first.
 */
export function sourcesOf(retrieval: Retrieval, kind: 'sentences' | 'passages'): PromptSource[][] {
  if (kind === 'sentences')
    return retrieval.quotes.slice(0, SENTENCES).map((quote) => [sentenceSource(quote, retrieval)]);
  const { passages, quotes } = retrieval;
  const order = new Set([...quotes.map(({ passage }) => passage), ...passages.keys()]);
  const seen = new Set<string>();
  return [...order].flatMap((index) => {
    const passage = passages[index];
    if (!passage || seen.has(passage.text)) return [];
    seen.add(passage.text);
    const quote = quotes.find((candidate) => candidate.passage === index);
    const whole = passageSource(passage, quote);
    return [quote ? [whole, { ...whole, ...quoteSource(quote) }] : [whole]];
  });
}

function sentenceSource(quote: Quote, { passages }: Retrieval): PromptSource {
  const passage = passages[quote.passage];
  return {
    evidence: evidenceOf(quote),
    given: [...quote.mark],
    context: quote.header?.join(', ') ?? '',
    language: detectLanguage(passage?.text ?? quote.text),
  };
}

function quoteSource(quote: Quote): Pick<PromptSource, 'evidence' | 'given'> {
  return { evidence: evidenceOf(quote), given: [0, quote.text.length] };
}

function passageSource(passage: Passage, quote: Quote | undefined): PromptSource {
  const { documentId, document, text, start, end, anchor, context } = passage;
  const whole: Range = [0, text.length];
  const mark: Range = quote
    ? [quote.start + quote.mark[0] - start, quote.start + quote.mark[1] - start]
    : whole;
  const isInside = mark[0] >= 0 && mark[1] <= text.length;
  return {
    evidence: { documentId, document, text, start, end, mark: isInside ? mark : whole, anchor },
    given: whole,
    context,
    language: detectLanguage(text),
  };
}

function evidenceOf({ documentId, document, text, start, end, mark, anchor, header }: Quote): Evidence {
  return { documentId, document, text, start, end, mark, anchor, ...(header && { header }) };
}

/** The sentences that a small model reads, on one line. */
export function renderSentences(sources: readonly PromptSource[]): string {
  return sources
    .map(({ evidence, given, context }) => {
      const sentence = escapePromptLine(evidence.text.slice(...given));
      return context ? `${escapePromptValue(context)}: ${sentence}` : sentence;
    })
    .join(' ');
}

/**
 * Numbered sources between tags, each with its document's name and place. Neighbours in a document overlap by a sentence,
 * which only the first of them shows.
 */
export function renderPassages(sources: readonly PromptSource[]): string {
  return sources
    .map((source, index) => {
      const { evidence, context } = source;
      const given = withoutShown(source, sources.slice(0, index));
      const place = placeOf(evidence.anchor);
      const values = {
        id: String(index + 1),
        document: evidence.document,
        ...(place && { place }),
        ...(context.trim() && { about: context }),
      };
      const attributes = Object.entries(values).map(
        ([name, value]) => ` ${name}="${escapePromptValue(value)}"`,
      );
      return `<source${attributes.join('')}>\n${escapePromptText(evidence.text.slice(...given)).trim()}\n</source>`;
    })
    .join('\n\n');
}

/** What a source gives that no earlier one does; all of it where nothing were left. */
function withoutShown({ evidence, given }: PromptSource, earlier: readonly PromptSource[]): Range {
  let [start, end] = given;
  for (const other of earlier) {
    if (other.evidence.documentId !== evidence.documentId) continue;
    const shift = other.evidence.start - evidence.start;
    const from = other.given[0] + shift;
    const to = other.given[1] + shift;
    if (from <= start && to > start) start = Math.min(to, end);
    else if (to >= end && from < end) end = Math.max(from, start);
  }
  return evidence.text.slice(start, end).trim() === '' ? given : [start, end];
}

function placeOf({ page, rows, lines }: Anchor): string {
  const span = ([first, last]: [number, number]): string =>
    first === last ? `${first}` : `${first}-${last}`;
  if (page !== undefined) return `page ${page}`;
  if (rows) return `rows ${span(rows)}`;
  return lines ? `lines ${span(lines)}` : '';
}
