import { html, nothing, type TemplateResult } from 'lit';
import { X } from 'lucide';
import { renderIcon } from '../icon.ts';
import { messages } from '../messages/messages.ts';
import { showName } from '../shown-name.ts';
import type { ScopedDocument } from './question-scope.ts';

/** Names that are told when the pointer rests on the others. */
const NAMES_TOLD = 20;

/**
 * "Only in: Lease.pdf, 3 more": where a question was searched, or will be. Nothing where that is everywhere.
 *
 * @param clear what makes it everywhere again, where that can be chosen.
 */
export function renderScope(
  scope: readonly ScopedDocument[] = [],
  clear?: () => void,
): TemplateResult | typeof nothing {
  const [first, ...others] = scope.map(({ name }) => showName(name));
  if (first === undefined) return nothing;
  const title = [first, ...others].slice(0, NAMES_TOLD).join('\n');
  return html`
    <p class="scope">
      <span class="scope-names" title=${title}>${messages.onlyIn(first, others.length)}</span>
      ${clear ? renderClear(clear) : nothing}
    </p>
  `;
}

function renderClear(clear: () => void): TemplateResult {
  const label = messages.searchAllAgain;
  return html`<button type="button" class="quiet symbol" title=${label} aria-label=${label} @click=${clear}>
    ${renderIcon(X)}
  </button>`;
}
