import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { keepPreferences, readPreferences } from '../preferences.ts';
import { KEY_COMMANDS } from './key-commands.ts';

/** The sheet of keys. Fetched when it is opened first. */
export class KeySheet extends LightElement {
  static override properties: PropertyDeclarations = { areOn: { state: true } };
  static readonly tag = 'cloister-keys';
  /** Whether single keys do anything: speech input and tremor can press them by mistake. */
  declare private areOn: boolean;

  constructor() {
    super();
    this.areOn = readPreferences().singleKeys;
  }

  /** Opens the sheet over the page; the browser keeps the focus inside and gives it back at the end. */
  open(): void {
    const dialog = this.querySelector('dialog');
    if (!dialog?.open) dialog?.showModal();
  }

  protected override render(): TemplateResult {
    return html`
      <dialog class="status keys" aria-labelledby="keys-title" closedby="any">
        <header>
          <h2 id="keys-title">${messages.keysTitle}</h2>
          <button type="button" class="quiet" @click=${this.close}>${messages.close}</button>
        </header>
        <div class="status-body" tabindex="0" role="group" aria-label=${messages.keysTitle}>
          <dl class="facts">
            ${KEY_COMMANDS.map(
              ({ name, keys }) =>
                html`<div>
                  <dt>${keys.map((key, at) => html`${at > 0 ? ' + ' : ''}<kbd>${key}</kbd>`)}</dt>
                  <dd>${messages.keyCommands[name]}</dd>
                </div>`,
            )}
          </dl>
          <p class="keys-switch">
            <button type="button" aria-pressed=${this.areOn} @click=${this.toggle}>
              ${messages.singleKeys}
            </button>
          </p>
          <p class="byline">${messages.singleKeysHint}</p>
        </div>
      </dialog>
    `;
  }

  /** Where it cannot be kept, it would not hold: the keys read it from there. */
  private readonly toggle = (): void => {
    if (keepPreferences({ singleKeys: !this.areOn })) this.areOn = !this.areOn;
  };

  private readonly close = (): void => this.querySelector('dialog')?.close();
}

customElements.define(KeySheet.tag, KeySheet);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-keys': KeySheet;
  }
}
