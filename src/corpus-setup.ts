import type { RagOptions } from './api.ts';
import type { CorpusSetup } from './corpus/corpus-api.ts';

/**
 * What of a page's options is the corpus worker's business.
 *
 * @throws {TypeError} for a reranker that is none, or an index that does not exist.
 */
export function corpusSetup(options: RagOptions, assetBase: string): CorpusSetup {
  const { name, embedder, reranker, index } = options;
  if (reranker && reranker.kind !== 'reranker')
    throw new TypeError(
      `${reranker.id} is no reranker (its kind is ${reranker.kind}), so that it cannot rank passages.`,
    );
  if (index && !['scan', 'voy'].includes(index))
    throw new TypeError(`There is no index "${index}"; pass 'scan' or 'voy', or leave it out.`);
  return {
    name,
    assetBase,
    ...(embedder ? { embedder } : {}),
    ...(reranker ? { reranker } : {}),
    ...(index ? { index } : {}),
    device: options.device ?? 'auto',
    onModelMismatch: options.onModelMismatch ?? 'refuse',
  };
}
