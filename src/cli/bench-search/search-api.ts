import type { KernelName } from '../../search/kernel/kernel.ts';

export type DataKind = 'clustered' | 'isotropic';

export interface SearchRequest {
  /** Vectors in the index. */
  n: number;
  data: DataKind;
  dims: number;
  queries: number;
  /** Times that all queries are asked of each engine. */
  rounds: number;
  /** The compiled `sum` of `assembly/bound.ts`, in base64. */
  bound: string;
  /** Leaves the 32-bit floats out where they would not fit. */
  isExactTimed: boolean;
}

/** What one engine did with one set of vectors. Times in milliseconds. */
export interface EngineFigures {
  engine: `scan-${KernelName}` | 'exact-f32' | 'bound-int8';
  p50: number;
  p99: number;
  recall10?: number;
  /** Adding all vectors, without making them. */
  build?: number;
  bytesPerVector?: number;
  /** Medians with a bitmap of a tenth and of a hundredth of the keys. */
  filter10?: number;
  filter1?: number;
}

export interface SearchResult {
  engines: EngineFigures[];
  /** Medians over the pairs of neighbours in time, each of which did the same work. */
  ratios: Partial<Record<SearchRatio, number>>;
  /** The kernel that the product takes in this browser. */
  chosen: KernelName;
}

export type SearchRatio =
  'scanVsBound' | 'plainVsBound' | 'scanVsExact' | 'filter10' | 'filter1' | 'p99VsP50' | 'buildVsExact';

export interface SearchBenchApi {
  measure(request: SearchRequest): Promise<SearchResult>;
}
