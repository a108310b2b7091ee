import { AutoTokenizer } from '@huggingface/transformers';
import type { GeneratorForm, GeneratorSettings, ModelManifest } from '../../models/manifest.ts';
import type { ModelStore } from '../../models/store.ts';
import type { CallOptions } from '../../types.ts';
import type { ChatEngine } from '../chat-engine.ts';
import { chooseDevice } from '../device-choice.ts';
import { chatFiles, weightFiles } from './model-files.ts';
import { DecoderChat, type ChatTokenizer } from './transformers-chat-engine.ts';
import { openDecoder, type Decoder } from './transformers-decoder.ts';
import { failOnLoss, nameLoss, startOnDevice } from './transformers-device.ts';
import { loadSealed, readRuntime, type RuntimeParts } from './transformers-environment.ts';

/** What a chat engine needs besides its manifest. */
export interface ChatParts {
  store: ModelStore;
  /** Manifest of the ONNX runtime. */
  runtime: ModelManifest;
}

/** Everything that the engine starts from, verified. */
interface VerifiedChat {
  form: GeneratorForm;
  runtime: RuntimeParts;
  files: ReadonlyMap<string, ArrayBuffer>;
}

/**
 * Opens one form of a language model with transformers.js in this realm, from verified bytes only. A failed start leaves
 * the library unusable: end the worker and try the next form in a new one. Progress of the step 'load' says that the
 * files are there and the device begins; that it is done is for the caller to say, after the self-test.
 *
 * @throws {IntegrityError | NetworkError} a file is altered or missing.
 * @throws {EnvironmentError} `no_webgpu`.
 * @throws {WorkerError} `start_failed` or `out_of_memory`, with the device in `details.feature`.
 */
export async function openTransformersChat(
  manifest: ModelManifest,
  form: GeneratorForm,
  { store, runtime }: ChatParts,
  options: CallOptions,
): Promise<ChatEngine> {
  const settings = settingsOf(manifest);
  const { device, gpu: adapter } = await chooseDevice(form.device);
  const read = async (path: string): Promise<[string, ArrayBuffer]> => [
    path,
    await store.read(manifest, path, options),
  ];
  const parts: VerifiedChat = {
    form,
    runtime: await readRuntime(runtime, store, device, options),
    files: new Map(await Promise.all(chatFiles(manifest, form).map(read))),
  };
  options.onProgress?.({ step: 'load', subject: device, done: 0, total: 1, unit: 'bytes' });
  const { engine, gpu } = await startOnDevice('generator', device, () => openParts(parts), options.signal);
  const chat = new DecoderChat(
    {
      modelId: manifest.id,
      engine: manifest.engine.name,
      device,
      dtype: settings.dtype,
      contextTokens: settings.contextTokens,
      threads: parts.runtime.threads,
      ...(adapter && { adapter: adapter.name }),
    },
    gpu ? namingLoss(engine.decoder, gpu) : engine.decoder,
    engine.tokenizer,
  );
  failOnLoss('generator', gpu, chat);
  return chat;
}

function settingsOf({ id, kind, generator }: ModelManifest): GeneratorSettings {
  if (!generator) throw new TypeError(`${id} is not a generator (its kind is ${kind}).`);
  return generator;
}

function openParts({
  form,
  runtime,
  files,
}: VerifiedChat): Promise<{ decoder: Decoder; tokenizer: ChatTokenizer }> {
  const outside = weightFiles(form);
  const weights = outside.map(({ path, name }) => ({
    path: name,
    data: new Uint8Array(files.get(path) ?? new ArrayBuffer(0)),
  }));
  const known = new Map([...files].filter(([path]) => !outside.some((file) => file.path === path)));
  return loadSealed(runtime, known, async (id) => ({
    tokenizer: await openTokenizer(id),
    decoder: await openDecoder(id, {
      device: form.device,
      graph: form.entry,
      weights,
      expandWeights: form.expandWeights === true,
    }),
  }));
}

async function openTokenizer(modelId: string): Promise<ChatTokenizer> {
  const tokenizer = await AutoTokenizer.from_pretrained(modelId);
  return {
    encode: (messages) =>
      tokenizer.apply_chat_template([...messages], {
        add_generation_prompt: true,
        tokenize: true,
        return_tensor: false,
        return_dict: false,
      }),
    // Spaces before signs stay as they are written: what was shown cannot be taken back.
    decode: (ids) =>
      tokenizer.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    name: (id) => tokenizer.decode([id], { clean_up_tokenization_spaces: false }),
  };
}

/** The decoder, whose runs say when the GPU was lost. */
function namingLoss(decoder: Decoder, gpu: GPUDevice): Decoder {
  return {
    endIds: decoder.endIds,
    get cached() {
      return decoder.cached;
    },
    shorten: (length) => nameLoss('generator', gpu, decoder.shorten(length)),
    append: (ids) => nameLoss('generator', gpu, decoder.append(ids)),
    dispose: () => decoder.dispose(),
  };
}
