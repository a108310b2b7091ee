import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { formatBytes } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { readRequests, type RequestCount } from './requests.ts';
import { checkSeal } from './seal-check.ts';

/** What stays on the device, and how a person can see that for themselves. */
export class PrivacyPage extends LightElement {
  static override properties: PropertyDeclarations = { seal: { state: true } };
  declare private seal: 'untried' | 'trying' | 'holds' | 'absent';

  constructor() {
    super();
    this.seal = 'untried';
  }

  protected override render(): TemplateResult {
    return html`
      <p class="settings-lead">${messages.privacyLead}</p>
      <h3>${messages.sealTitle}</h3>
      <p>${messages.sealHint}</p>
      <p>
        <button type="button" ?disabled=${this.seal === 'trying'} @click=${this.tryToSend}>
          ${messages.sealTry}
        </button>
      </p>
      <p role="status" class=${this.seal === 'absent' ? 'trouble' : 'finding'}>${this.describeSeal()}</p>
      <h3>${messages.requestsTitle}</h3>
      <p>${messages.requestsHint}</p>
      <dl class="facts requests">${readRequests().map(renderRequests)}</dl>
      <h3>${messages.verifiedTitle}</h3>
      <p>${messages.verifiedHint}</p>
    `;
  }

  private describeSeal(): string | typeof nothing {
    const said = {
      untried: nothing,
      trying: messages.sealTrying,
      holds: messages.sealHolds,
      absent: messages.sealAbsent,
    } as const;
    return said[this.seal];
  }

  private readonly tryToSend = async (): Promise<void> => {
    this.seal = 'trying';
    this.seal = (await checkSeal()) ? 'holds' : 'absent';
  };
}

function renderRequests({ origin, requests, bytes }: RequestCount): TemplateResult {
  const isOwn = origin === location.origin;
  return html`<div class=${isOwn ? nothing : 'trouble'}>
    <dt>${new URL(origin).host}</dt>
    <dd>
      ${messages.requestsOf(requests, formatBytes(bytes))} ·
      ${isOwn ? messages.requestsOwn : messages.requestsForeign}
    </dd>
  </div>`;
}

customElements.define('cloister-privacy', PrivacyPage);
