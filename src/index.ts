/**
 * The library. Withheld on purpose: workers, storage and engines, which are reached through `openRag` only, so that
 * there is one owner of a corpus and one way for bytes to be verified.
 */
export { deleteRag, openRag } from './rag.ts';
export { openModels } from './open-models.ts';
export { openPdfPages } from './pdf-pages.ts';
export { isRagError } from './errors.ts';
export {
  DocumentError,
  EnvironmentError,
  IntegrityError,
  NetworkError,
  RagError,
  StateError,
  StorageError,
  WorkerError,
} from './errors.ts';
export {
  builtInEmbedder,
  builtInEmbedders,
  builtInGenerators,
  installedModels,
  multilingualEmbedder,
} from './models/built-in.ts';
export { fitModel } from './inference/ladder/model-fit.ts';
export { parseManifest } from './models/manifest.ts';
export type {
  AddOutcome,
  AskOptions,
  CloseReason,
  CorpusChange,
  Rag,
  RagOptions,
  RetrieveOptions,
  Status,
} from './api.ts';
export type { GeneratorOptions } from './generator-options.ts';
export type { CheckFinding, CheckReport } from './check-report.ts';
export type { CorpusStorage } from './storage-report.ts';
export type { PdfPages } from './pdf-pages.ts';
export type { PageSize } from './ingest/pdf-pages-api.ts';
export type { RagErrorCode, RagErrorDetails } from './errors.ts';
export type { Device, EmbedderInfo } from './inference/embedder.ts';
export type { RerankerInfo } from './inference/reranker.ts';
export type { ChatOptions } from './inference/chat-engine.ts';
export type { ModelFit } from './inference/ladder/model-fit.ts';
export type { GeneratorInfo, GeneratorPlan } from './inference/generator.ts';
export type { VectorEngine } from './search/vector-index.ts';
export type { Metadata, MetadataValue } from './metadata.ts';
export type { MetadataFilter, MetadataRange, MetadataScalar } from './metadata-filter.ts';
export type { ManifestFile, ModelManifest } from './models/manifest.ts';
export type { MeasuredSpeed } from './models/speed-record.ts';
export type { ImportOutcome, ImportRefusal, ModelShelf, ShelvedModel } from './models/shelf.ts';
export type {
  AnswerEvent,
  Author,
  Citation,
  EarlierTurn,
  Evidence,
  PromptMessage,
  PromptReport,
  SearchedAs,
  WritingSpeed,
} from './answer-types.ts';
export type {
  Anchor,
  Block,
  BlockKind,
  Box,
  CallOptions,
  Confidence,
  DocumentFormat,
  DocumentInfo,
  DocumentState,
  DroppedPassage,
  DropReason,
  ParsedDocument,
  Passage,
  PhraseMatch,
  Progress,
  Quote,
  Retrieval,
  SourceDocument,
  TextRun,
  Timings,
  Why,
} from './types.ts';
