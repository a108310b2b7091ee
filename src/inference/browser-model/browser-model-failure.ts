import { EnvironmentError, WorkerError, type RagError } from '../../errors.ts';
import { promptTooLong } from '../engine-failure.ts';
import type { Availability } from './prompt-api.ts';

const FEATURE = 'language-model';

/** Why the browser's model cannot be used here. */
export function browserModelMissing(
  reason: 'absent' | 'forbidden' | Exclude<Availability, 'available'>,
): EnvironmentError {
  const [cause, step] = REASONS[reason];
  return new EnvironmentError(
    'missing_feature',
    `The browser's own model cannot be used: ${cause}. Quotes still answer. ${step}`,
    { details: { feature: FEATURE, actual: reason } },
  );
}

const DOWNLOAD_STEP =
  "Let the person decide, as the browser fetches some gigabytes from its maker, and open with 'allowDownload' after their click.";

const REASONS: Readonly<Record<Parameters<typeof browserModelMissing>[0], readonly [string, string]>> = {
  absent: [
    'there is no LanguageModel in this realm',
    'Open it on a page of Chrome 138 or later, not in a worker.',
  ],
  forbidden: [
    'the response headers forbid the feature language-model',
    'Send language-model=(self) in Permissions-Policy, or choose another model.',
  ],
  unavailable: [
    'the browser says that it is unavailable on this device or in these languages',
    'Choose another model.',
  ],
  downloadable: ['the browser has not fetched it yet', DOWNLOAD_STEP],
  downloading: [
    'the browser is still fetching it',
    'Try again later, or wait for it with the option allowDownload.',
  ],
};

/** The browser's model knows no such option. */
export function optionRefused(option: 'seed' | 'schema', cause?: unknown): EnvironmentError {
  return new EnvironmentError(
    'missing_feature',
    `The browser's own model does not take this '${option}'. Nothing was written. Leave it out, or choose another model.`,
    { ...(cause !== undefined && { cause }), details: { feature: option } },
  );
}

/** What a failed call to the Prompt API means. */
export function callFailed(error: unknown, contextTokens: number, hasSchema: boolean): RagError | RangeError {
  const { name, message, requested } = error as {
    name?: string;
    message?: string;
    requested?: number | null;
  };
  if (name === 'QuotaExceededError') return promptTooLong(requested ?? contextTokens, contextTokens);
  if (hasSchema && (name === 'NotSupportedError' || name === 'SyntaxError'))
    return optionRefused('schema', error);
  return new WorkerError(
    'crashed',
    `The browser's own model failed (${(message ?? String(error)).slice(0, 200)}). What was stored before is safe. Open it again, or choose another model.`,
    { cause: error, details: { worker: FEATURE } },
  );
}
