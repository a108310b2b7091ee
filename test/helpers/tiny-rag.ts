import { deleteRag, openRag, type AnswerEvent, type GeneratorOptions, type Rag } from '../../src/index.ts';
import type { ChatCanary } from '../../src/inference/chat-engine.ts';
import { openOpfsCache } from '../../src/models/byte-cache.ts';
import { sha256 } from '../../src/models/digest.ts';
import {
  parseManifest,
  type GeneratorForm,
  type GeneratorSettings,
  type ModelManifest,
} from '../../src/models/manifest.ts';

const NAME = 'tiny-rag';
const DOCUMENT = 'The lamp is in the kitchen, and the key is under the lamp. The cat sleeps in the hall.';

/** What the tiny generator writes, whatever it is asked. */
export const TINY_TEXT = 'The lamp is in the kitchen, and the key is under the lamp.';

/** The last event of an answer. */
export type WrittenAnswer = Extract<AnswerEvent, { type: 'done' }>;

async function readTiny(id: string): Promise<ModelManifest> {
  return parseManifest(await (await fetch(`/tiny/${id}/manifest.json`)).json());
}

export const tinyGenerator: ModelManifest = await readTiny('tiny-generator');
export const tinyEmbedder: ModelManifest = await readTiny('tiny-embedder');

/** A new corpus of one document, with a tiny embedder. */
export async function openTinyRag(generator: GeneratorOptions): Promise<Rag> {
  await deleteRag(NAME);
  const rag = await openRag({
    name: NAME,
    assetBase: '/',
    device: 'wasm',
    embedder: tinyEmbedder,
    generator,
  });
  await rag.add([{ name: 'house.txt', bytes: new Blob([DOCUMENT]) }]);
  await rag.settled();
  return rag;
}

/** Lets the model write. */
export async function writeAnswer(rag: Rag): Promise<WrittenAnswer> {
  for await (const event of rag.ask('Where is the key?', { write: true }))
    if (event.type === 'done') return event;
  throw new Error('The answer ended without its last event.');
}

/** A model that is tested in another way. */
export function withSelfTest(
  manifest: ModelManifest,
  change: Partial<NonNullable<GeneratorSettings['selfTest']>>,
): ModelManifest {
  const { generator } = manifest;
  if (!generator?.selfTest) throw new TypeError(`${manifest.id} has no self-test.`);
  return { ...manifest, generator: { ...generator, selfTest: { ...generator.selfTest, ...change } } };
}

/** The model with another reference file, which is kept here as if it had been fetched, and which its manifest lists. */
export async function withReference(
  manifest: ModelManifest,
  change: (chats: ChatCanary[]) => void,
): Promise<ModelManifest> {
  const path = manifest.generator?.selfTest?.file;
  if (!path) throw new TypeError(`${manifest.id} has no self-test.`);
  const chats = (await (await fetch(`/${manifest.base}${path}`)).json()) as ChatCanary[];
  change(chats);
  const bytes = new TextEncoder().encode(JSON.stringify(chats));
  const listed = { path, bytes: bytes.length, sha256: await sha256(bytes) };
  await (await openOpfsCache())?.write(listed.sha256, bytes);
  const files = manifest.files.map((file) => (file.path === path ? listed : file));
  return { ...manifest, id: 'other-reference', files };
}

/** The model with a self-test of the first two tokens of its first chat, where each takes long. */
export async function withBriefTest(manifest: ModelManifest): Promise<ModelManifest> {
  const brief = await withReference(manifest, ([first]) => {
    if (!first) throw new TypeError(`${manifest.id} has no reference.`);
    first.maxTokens = 2;
    first.text = first.text.split(' ', 2).join(' ');
    delete first.second;
  });
  return { ...withSelfTest(brief, { cases: [0] }), id: manifest.id };
}

/** A model with only those of its forms that this picks. */
export function withForms(manifest: ModelManifest, pick: (form: GeneratorForm) => boolean): ModelManifest {
  const { generator } = manifest;
  if (!generator) throw new TypeError(`${manifest.id} is no generator.`);
  const forms = generator.forms.filter(pick);
  if (forms.length === 0) throw new TypeError(`${manifest.id} has no such form.`);
  return { ...manifest, generator: { ...generator, forms } };
}
