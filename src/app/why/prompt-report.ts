import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { PromptReport } from '../../index.ts';
import { formatCount } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

/** What a language model was given, whole and to be copied; or that there was none. */
export class PromptView extends LightElement {
  static override properties: PropertyDeclarations = {
    prompt: { attribute: false },
    isCopied: { state: true },
  };
  declare prompt: PromptReport | undefined;
  declare isCopied: boolean;

  constructor() {
    super();
    this.isCopied = false;
  }

  protected override render(): TemplateResult {
    const { prompt } = this;
    if (!prompt) return html`<p>${messages.whyNoPrompt}</p>`;
    const { sources } = prompt.leftOut;
    return html`
      <p class="why-hint">
        ${messages.whyPromptSize(formatCount(prompt.tokens))}
        ${sources > 0 ? messages.whyLeftOut(sources) : nothing}
        <button type="button" class="quiet" @click=${this.copy}>
          ${this.isCopied ? messages.whyCopied : messages.whyCopy}
        </button>
      </p>
      <div class="why-prompt" tabindex="0" role="group" aria-label=${messages.whyPromptText}>
        ${prompt.messages.map(
          ({ role, content }) =>
            html`<h4>${messages.whyRoles[role]}</h4>
              <pre dir="auto">${content}</pre>`,
        )}
      </div>
      <div role="status" class="visually-hidden">${this.isCopied ? messages.whyCopied : ''}</div>
    `;
  }

  private readonly copy = async (): Promise<void> => {
    const parts = this.prompt?.messages.map(({ role, content }) => `${messages.whyRoles[role]}:\n${content}`);
    try {
      await navigator.clipboard.writeText(parts?.join('\n\n') ?? '');
      this.isCopied = true;
    } catch {
      // A browser that keeps the clipboard to itself leaves the person the keys to copy what is selected.
      const text = this.querySelector('.why-prompt');
      if (text) getSelection()?.selectAllChildren(text);
    }
  };
}

customElements.define('cloister-prompt', PromptView);
