import { prebuiltAppConfig } from '@mlc-ai/web-llm';

/** What the installed web-llm knows about a model that its makers publish. */
export interface Prebuilt {
  /** Address of the compiled library that fits this version. */
  library: string;
  /** Memory of the GPU that it takes, with up to 4096 tokens. */
  memoryBytes: number | undefined;
}

/** @param name E.g. 'Llama-3.2-1B-Instruct-q4f16_1-MLC'. */
export function findPrebuilt(name: string): Prebuilt | undefined {
  const record = prebuiltAppConfig.model_list.find(({ model_id }) => model_id === name);
  if (!record) return undefined;
  const { model_lib, vram_required_MB } = record;
  return {
    library: model_lib,
    memoryBytes: vram_required_MB === undefined ? undefined : Math.ceil(vram_required_MB * 1e6),
  };
}
