import { html, nothing, type TemplateResult } from 'lit';
import type { Status } from '../../index.ts';
import { messages } from '../messages/messages.ts';

/** Says once for all documents that they are found by their words only, what that means, and what can be done. */
export function renderMeaningBanner(
  status: Status | undefined,
  tryAgain: () => void,
): TemplateResult | typeof nothing {
  const { embedderError } = status ?? {};
  if (!embedderError) return nothing;
  return html`
    <div class="banner">
      <p>${messages.wordsOnly(messages.meaningFailures[embedderError.code] ?? embedderError.message)}</p>
      <button type="button" class="quiet" @click=${tryAgain}>${messages.tryAgain}</button>
    </div>
  `;
}
