import type { PromptMessage } from '../../answer-types.ts';

/** What the browser says about its model. */
export type Availability = 'unavailable' | 'downloadable' | 'downloading' | 'available';

/** Texts in and out, and their languages. */
interface ExpectedTexts {
  expectedInputs: { type: 'text'; languages: readonly string[] }[];
  expectedOutputs: { type: 'text'; languages: readonly string[] }[];
}

interface DownloadMonitor {
  /** `loaded` is a share, from 0 to 1. */
  addEventListener(type: 'downloadprogress', listener: (event: { readonly loaded: number }) => void): void;
}

export interface SessionOptions extends ExpectedTexts {
  /** What was said so far; only here may a system message stand, as the first one. */
  initialPrompts?: readonly PromptMessage[];
  signal?: AbortSignal;
  monitor?: (monitor: DownloadMonitor) => void;
}

/** One conversation with the browser's model. It holds what was asked and answered. */
export interface BrowserSession {
  /** Tokens that the conversation takes up so far, and at most. */
  readonly contextUsage: number;
  readonly contextWindow: number;
  promptStreaming(
    input: readonly PromptMessage[],
    options: { signal: AbortSignal; responseConstraint?: object },
  ): ReadableStream<string>;
  /** Tokens that the input would take up. */
  measureContextUsage(input: readonly PromptMessage[]): Promise<number>;
  destroy(): void;
}

/** The part of the Prompt API's `LanguageModel` that is used here, as Chromium 156 has it. */
export interface PromptApi {
  availability(options: ExpectedTexts): Promise<Availability>;
  create(options: SessionOptions): Promise<BrowserSession>;
}

/** The browser's own; absent in workers, without a secure context, and in most browsers. */
export function findPromptApi(): PromptApi | undefined {
  return (globalThis as { LanguageModel?: PromptApi }).LanguageModel;
}

/** Whether the response headers forbid this page the browser's model; unknown counts as no. */
export function isForbidden(): boolean {
  const { featurePolicy } = (globalThis.document ?? {}) as {
    featurePolicy?: { features(): string[]; allowsFeature(name: string): boolean };
  };
  return (
    featurePolicy?.features().includes('language-model') === true &&
    !featurePolicy.allowsFeature('language-model')
  );
}

export function expectTexts(languages: readonly string[]): ExpectedTexts {
  return { expectedInputs: [{ type: 'text', languages }], expectedOutputs: [{ type: 'text', languages }] };
}
