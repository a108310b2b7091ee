import { builtInEmbedders } from '../models/built-in.ts';

/** The `--embedder` of a command: the id of a built-in one. Throws with their names for any other. */
export function readEmbedder(id: string | undefined): { embedder?: string } {
  if (id === undefined) return {};
  if (builtInEmbedders.some((manifest) => manifest.id === id)) return { embedder: id };
  const known = builtInEmbedders.map((manifest) => manifest.id).join(' and ');
  throw new Error(`There is no embedder ${id}; there are ${known}.`);
}
