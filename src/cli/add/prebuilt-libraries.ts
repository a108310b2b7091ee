import { prebuiltAppConfig } from '@mlc-ai/web-llm';

/** Address of the library that the installed web-llm names for a model, e.g. 'Llama-3.2-1B-Instruct-q4f16_1-MLC'. */
export function findPrebuilt(name: string): string | undefined {
  return prebuiltAppConfig.model_list.find(({ model_id }) => model_id === name)?.model_lib;
}
