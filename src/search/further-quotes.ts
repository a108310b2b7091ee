import { coverage, type QuestionProfile } from './question-profile.ts';
import type { QuoteCandidate } from './quote-candidates.ts';
import { CLOSE_WEIGHTS } from './quote-features.ts';

/**
 * How many points of a score a sentence loses that says the very same as one quoted: where that is not the answer, this
 * is not either. Set by reasoning: as much as all of the question's words count.
 */
const REPEATED = 4;

/**
 * How many points a sentence loses that holds none of the question's words that are missing from the quotes: such words
 * count twice, as the quotes together should account for all of them.
 */
const NOTHING_NEW = CLOSE_WEIGHTS.own;

/**
 * How many points a sentence loses whose document has been quoted twice: where both are not the answer, the document is
 * hardly the one. Set by reasoning; on XQuAD-en anything from half a point to two chooses about the same.
 */
const SAME_DOCUMENT = 1;

/**
 * What a sentence is worth as a further quote: never more than its score, and the less the less it adds to the quotes
 * before, of which there is at least one.
 */
export function worthAsFurther(
  question: QuestionProfile,
  quoted: readonly QuoteCandidate[],
  other: QuoteCandidate,
): number {
  const { documentId } = other.source.passage;
  const fromDocument = quoted.filter(({ source }) => source.passage.documentId === documentId).length;
  return (
    other.score -
    REPEATED * likenessTo(quoted, other) ** 2 -
    NOTHING_NEW * (1 - newCoverage(question, quoted, other)) -
    (fromDocument > 1 ? SAME_DOCUMENT : 0)
  );
}

/** The largest share of terms that it has in common with one of the others, 0 to 1; a number of its own is news. */
function likenessTo(others: readonly QuoteCandidate[], candidate: QuoteCandidate): number {
  const terms = termsIn(candidate);
  return Math.max(
    ...others.map((other) => {
      const known = termsIn(other);
      const shared = [...terms].filter((term) => known.has(term)).length;
      const isNews = [...terms].some((term) => /\p{N}/u.test(term) && !known.has(term));
      return isNews ? 0 : shared / Math.max(1, terms.size + known.size - shared);
    }),
  );
}

/** Share of the question's weight that it holds and none of the quoted sentences does. */
function newCoverage(
  question: QuestionProfile,
  quoted: readonly QuoteCandidate[],
  candidate: QuoteCandidate,
): number {
  const own = termsIn(candidate);
  const fresh = new Set([...own].filter((term) => !quoted.some((other) => termsIn(other).has(term))));
  return coverage(question.termsIn(candidate.source.language), fresh);
}

function termsIn({ source, sentence }: QuoteCandidate): ReadonlySet<string> {
  return source.terms[sentence] ?? new Set();
}
