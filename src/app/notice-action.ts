import { html, nothing, type TemplateResult } from 'lit';
import type { Notice } from './documents/corpus-controller.ts';

/** The one thing that a person can do about a notice. */
export function renderAction({ action }: Notice): TemplateResult | typeof nothing {
  if (!action) return nothing;
  return html`<button type="button" class="quiet" @click=${action.run}>${action.label}</button>`;
}
