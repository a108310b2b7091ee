import { knowsLanguages } from '../search/rank-passages.ts';
import type { Catalogue } from './catalogue.ts';
import type { Found } from './found-passage.ts';
import type { VectorSpace } from './vector-space.ts';

/** A vector means something where it exists and the embedder knows the languages of question and passage. */
export function trustsVector(
  catalogue: Catalogue,
  space: VectorSpace,
  questionLanguage: string,
): (key: number) => boolean {
  const trained = trainedLanguages(space);
  return (key) => {
    const entry = catalogue.locate(key)?.entry;
    return (
      entry !== undefined && space.index.has(key) && knowsLanguages(trained, questionLanguage, entry.language)
    );
  };
}

/** Whether the embedder knows the language of a text as well as that of the question. */
export function knowsLanguagesOf(
  space: VectorSpace,
  questionLanguage: string,
): (language: string) => boolean {
  const trained = trainedLanguages(space);
  return (language) => knowsLanguages(trained, questionLanguage, language);
}

/** What the vectors say for the answer being there. */
export function evidenceOfMeaning(
  found: readonly Found[],
  language: string,
  space: VectorSpace,
): { hasMeaning: boolean; crossesLanguages: boolean } {
  const trained = trainedLanguages(space);
  return {
    hasMeaning: found.some((source) => knowsLanguages(trained, language, source.language)),
    crossesLanguages: crossLanguages(found[0], language, trained),
  };
}

/** Whether a passage was found by its meaning, as its words are of another language than the question's. */
function crossLanguages(found: Found | undefined, language: string, trained: readonly string[]): boolean {
  if (found?.passage.why.denseRank !== 1 || [language, found.language].includes('und')) return false;
  return found.language !== language && knowsLanguages(trained, language, found.language);
}

function trainedLanguages({ manifest }: VectorSpace): readonly string[] {
  return manifest.embedder?.languages ?? ['*'];
}
