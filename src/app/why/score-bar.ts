import { html, type TemplateResult } from 'lit';

/** A bar as long as this share of its line, 0 to 1; the number beside it says the same. */
export function renderBar(share: number): TemplateResult {
  const width = Math.max(0, Math.min(100, share * 100)).toFixed(1);
  return html`<svg class="why-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="4"></rect>
    <rect class="value" width=${width} height="4"></rect>
  </svg>`;
}
