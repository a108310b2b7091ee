import type { ParserProcess } from '../../src/corpus/killable-parser.ts';
import { parseDocument } from '../../src/ingest/parse-document.ts';

/** Stands in for the parser's worker: reads documents on the page. */
export function spawnPageParser(): ParserProcess {
  return {
    api: { parse: (name, bytes, limits) => parseDocument(bytes, name, limits) },
    terminate: () => undefined,
  };
}
