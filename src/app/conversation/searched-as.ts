import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { Turn } from './turn.ts';

/** What was searched in place of the question, and the way back to the person's own words. */
export function renderSearchedAs(
  { searchedAs }: Turn,
  searchAsTyped: () => void,
): TemplateResult | typeof nothing {
  if (!searchedAs) return nothing;
  return html`
    <p class="searched-as">
      <span dir="auto">${messages.searchedAs(searchedAs.question)}</span>
      <button type="button" class="quiet" @click=${searchAsTyped}>${messages.searchAsTyped}</button>
    </p>
  `;
}
