import { EnvironmentError } from '../../errors.ts';

/** How llama.cpp refuses a prompt that its context does not hold, before it computes anything of it. */
const OVERFLOW = /request \((\d+) tokens\) exceeds the available context size/;

/** How it fails where it makes JSON of a text that ends in the middle of a character. */
const CUT_CHARACTER = /type_error\.316/;

/** How it says that it cannot go on, in words of wllama. */
const CRASH = /\(ABORT\)|has crashed|could not be loaded/;

/** What its WebGPU backend says when the GPU goes away. */
const DEVICE_LOST = /Device lost!/;

/** Tokens of a prompt that was refused as too long; undefined for any other error. */
export function readOverflow(error: unknown): number | undefined {
  const found = error instanceof Error ? OVERFLOW.exec(error.message) : null;
  return found ? Number(found[1]) : undefined;
}

/** Whether only the last, incomplete character of a text is missing. */
export function isCutCharacter(error: Error): boolean {
  return CUT_CHARACTER.test(error.message);
}

/** Whether the GPU went away. */
export function isDeviceLost(error: Error): boolean {
  return DEVICE_LOST.test(error.message);
}

/** Whether nothing more can be asked of it. */
export function isCrash(error: Error): boolean {
  return CRASH.test(error.message);
}

/** llama.cpp cannot make a grammar of a schema. */
export function schemaRefused(cause: Error): EnvironmentError {
  return new EnvironmentError(
    'missing_feature',
    `llama.cpp (wllama) can make no grammar of this JSON schema (${cause.message.slice(0, 200)}). Nothing was written. Use a simpler schema.`,
    { cause, details: { feature: 'schema', actual: cause.message } },
  );
}
