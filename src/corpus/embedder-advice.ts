import type { Status } from '../api.ts';
import { builtInEmbedders } from '../models/built-in.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { knowsLanguages } from '../search/rank-passages.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** Share of passages, or of questions, in unknown languages from which another model is worth its download. */
const NOTICEABLE_SHARE = 0.2;

/** Fewer questions may be a quotation, or a misjudged language. */
const MIN_QUESTIONS = 3;

type Texts = Pick<CatalogueEntry, 'language' | 'spans'>;

/**
 * The built-in embedder that knows the languages of these documents and questions, where the present one knows too few.
 *
 * @param questions Languages of the last questions, BCP 47.
 */
export function adviseEmbedder(
  { id, embedder }: ModelManifest,
  entries: readonly Texts[],
  questions: readonly string[] = [],
): Status['recommendedEmbedder'] {
  const trained = embedder?.languages ?? ['*'];
  const isUnknown = (language: string): boolean => !knowsLanguages(trained, language);
  const unread = entries.filter(({ language, spans }) => spans.length > 0 && isUnknown(language));
  const unasked = questions.filter(isUnknown);
  const share = countPassages(unread) / Math.max(1, countPassages(entries));
  const areDocuments = unread.length > 0 && share >= NOTICEABLE_SHARE;
  const areQuestions =
    unasked.length >= MIN_QUESTIONS && unasked.length / questions.length >= NOTICEABLE_SHARE;
  if (!areDocuments && !areQuestions) return undefined;
  const languages = areDocuments ? unread.map(({ language }) => language) : unasked;
  const better = builtInEmbedders.find((other) =>
    knowsLanguages(other.embedder?.languages ?? [], ...languages),
  );
  if (!better) return undefined;
  const part = areDocuments
    ? `${Math.round(share * 100)} % of the passages are`
    : `${unasked.length} of the last ${questions.length} questions were`;
  const reason = `${part} in languages that ${id} does not know (${nameLanguages(languages)}), so that words alone decide what is found.`;
  return { id: better.id, reason };
}

function nameLanguages(languages: readonly string[]): string {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return [...new Set(languages)].map((language) => names.of(language) ?? language).join(', ');
}

function countPassages(entries: readonly Pick<CatalogueEntry, 'spans'>[]): number {
  return entries.reduce((sum, { spans }) => sum + spans.length, 0);
}
