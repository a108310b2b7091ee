import '../src/security/trusted-types.ts';
import { CorpusService } from '../src/corpus/corpus-service.ts';
import { spawnRerankerWithFallback, spawnWithFallback } from '../src/inference/fallback-process.ts';
import { openScanThreads } from '../src/search/scan-threads.ts';
import { serve } from '../src/rpc/serve.ts';
import { spawnEmbedder, spawnParser, spawnReranker, spawnScanHelper } from '../src/rpc/spawn-engines.ts';

serve(
  new CorpusService({
    spawnParser,
    spawnEmbedder: () => spawnWithFallback(spawnEmbedder),
    spawnReranker: () => spawnRerankerWithFallback(spawnReranker),
    scanThreads: openScanThreads(spawnScanHelper),
  }),
);
