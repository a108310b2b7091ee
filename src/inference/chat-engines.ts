import { EnvironmentError } from '../errors.ts';
import type { ModelManifest } from '../models/manifest.ts';
import type { OpenChat } from './chat-service.ts';

/** The runtimes of the engines that have one. */
export interface ChatRuntimes {
  onnx: ModelManifest;
  wllama: ModelManifest;
}

/**
 * Opens the engine that a manifest names. Each is a download of its own, so that only the code of the needed one is
 * fetched.
 *
 * @throws {EnvironmentError} `missing_feature` when no engine of this name is built in.
 */
export function openChat({ onnx, wllama }: ChatRuntimes): OpenChat {
  return async (manifest, form, store, options) => {
    switch (manifest.engine.name) {
      case '@mlc-ai/web-llm': {
        const { openWebLlmChat } = await import('./webllm/webllm-chat.ts');
        return openWebLlmChat(manifest, form, { store }, options);
      }
      case '@huggingface/transformers': {
        const { openTransformersChat } = await import('./transformers/transformers-chat.ts');
        return openTransformersChat(manifest, form, { store, runtime: onnx }, options);
      }
      case '@wllama/wllama': {
        const { openWllamaChat } = await import('./wllama/wllama-chat.ts');
        return openWllamaChat(manifest, form, { store, runtime: wllama }, options);
      }
      default:
        throw new EnvironmentError(
          'missing_feature',
          `${manifest.id} runs in ${manifest.engine.name}, which this build does not have. It was not loaded. Choose another model.`,
          { details: { feature: manifest.engine.name } },
        );
    }
  };
}
