import '../src/security/trusted-types.ts';
import { CorpusService } from '../src/corpus/corpus-service.ts';
import type { CorpusProcesses } from '../src/corpus/corpus-processes.ts';
import { spawnRerankerWithFallback, spawnWithFallback } from '../src/inference/fallback-process.ts';
import { openScanThreads } from '../src/search/scan-threads.ts';
import { shareCorpus } from '../src/rpc/corpus-host.ts';
import { serve } from '../src/rpc/serve.ts';
import { spawnEmbedder, spawnParser, spawnReranker, spawnScanHelper } from '../src/rpc/spawn-engines.ts';

const processes: CorpusProcesses = {
  spawnParser,
  spawnEmbedder: () => spawnWithFallback(spawnEmbedder),
  spawnReranker: () => spawnRerankerWithFallback(spawnReranker),
  scanThreads: openScanThreads(spawnScanHelper),
};
serve(new CorpusService(processes, shareCorpus()));
