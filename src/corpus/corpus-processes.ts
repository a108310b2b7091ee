import type { EmbedderProcess, RerankerProcess } from '../inference/fallback-process.ts';
import type { ScanThreads } from '../search/scan-threads.ts';
import type { ParserProcess } from './killable-parser.ts';

/** The processes that a corpus starts and kills. */
export interface CorpusProcesses {
  spawnParser(): ParserProcess;
  spawnEmbedder(): EmbedderProcess;
  spawnReranker(): RerankerProcess;
  /** Help with searches of many vectors; absent where threads cannot share memory. */
  scanThreads?: ScanThreads | undefined;
}
