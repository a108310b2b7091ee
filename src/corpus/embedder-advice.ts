import type { Status } from '../api.ts';
import { builtInEmbedders } from '../models/built-in.ts';
import type { ModelManifest } from '../models/manifest.ts';
import { knowsLanguages } from '../search/rank-passages.ts';
import type { CatalogueEntry } from './catalogue.ts';

/** Share of passages in unknown languages from which another model is worth its download. */
const NOTICEABLE_SHARE = 0.2;

/** The built-in embedder that knows the languages of these documents, where the present one knows too few of them. */
export function adviseEmbedder(
  { id, embedder }: ModelManifest,
  entries: readonly Pick<CatalogueEntry, 'language' | 'spans'>[],
): Status['recommendedEmbedder'] {
  const trained = embedder?.languages ?? ['*'];
  const unknown = entries.filter(
    ({ language, spans }) => spans.length > 0 && !knowsLanguages(trained, language),
  );
  const passages = countPassages(unknown);
  const share = passages / Math.max(1, countPassages(entries));
  if (passages === 0 || share < NOTICEABLE_SHARE) return undefined;
  const languages = [...new Set(unknown.map(({ language }) => language))];
  const better = builtInEmbedders.find((other) =>
    knowsLanguages(other.embedder?.languages ?? [], ...languages),
  );
  if (!better) return undefined;
  const names = new Intl.DisplayNames('en', { type: 'language' });
  const listed = languages.map((language) => names.of(language) ?? language).join(', ');
  const reason = `${Math.round(share * 100)} % of the passages are in languages that ${id} does not know (${listed}), so that they are found by their words alone.`;
  return { id: better.id, reason };
}

function countPassages(entries: readonly Pick<CatalogueEntry, 'spans'>[]): number {
  return entries.reduce((sum, { spans }) => sum + spans.length, 0);
}
