import { html, type TemplateResult } from 'lit';

/** A field of one line: what it is called, and who listens to it. */
export interface LineField {
  className: string;
  role: 'searchbox' | 'textbox';
  label: string;
  onKey: (event: KeyboardEvent) => void;
  onInput: (event: Event) => void;
}

/** Where a few words are typed. No `input`, for the reason told at `AskField`. */
export function renderLineField({ className, role, label, onKey, onInput }: LineField): TemplateResult {
  return html`<div
    class=${className}
    contenteditable="plaintext-only"
    role=${role}
    aria-label=${label}
    aria-placeholder=${label}
    data-placeholder=${label}
    dir="auto"
    spellcheck="false"
    translate="no"
    writingsuggestions="false"
    @keydown=${onKey}
    @input=${onInput}
  ></div>`;
}
