import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { license, version } from '../../../package.json';
import type { Status } from '../../index.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

/** What this is, its version and licences, and what this browser can do of what it uses. */
export class AboutPage extends LightElement {
  static override properties: PropertyDeclarations = {
    status: { attribute: false },
    offline: { attribute: false },
    hasGpu: { state: true },
  };
  declare status: Status | undefined;
  /** Whether the app works without its server, in words. */
  declare offline: string;
  /** Whether there is a real graphics card that may be used. */
  declare private hasGpu: boolean;

  constructor() {
    super();
    this.hasGpu = false;
    void this.lookForGpu();
  }

  protected override render(): TemplateResult {
    const { capability } = messages;
    return html`
      <p class="settings-lead">${messages.aboutLead}</p>
      <dl class="facts">${renderFact(messages.version, version)} ${renderFact(messages.licence, license)}</dl>
      <p><a href="./LICENSES.md">${messages.licences}</a></p>
      <h3>${messages.thisBrowser}</h3>
      <dl class="facts">
        ${renderFact(capability.secure, yesOrNo(globalThis.isSecureContext))}
        ${renderFact(capability.isolated, yesOrNo(globalThis.crossOriginIsolated))}
        ${renderFact(capability.webgpu, yesOrNo(this.hasGpu))} ${renderFact(capability.offline, this.offline)}
        ${renderFact(capability.persisted, yesOrNo(this.status?.storage.persisted ?? false))}
      </dl>
    `;
  }

  /** A processor that imitates a graphics card is none. */
  private async lookForGpu(): Promise<void> {
    const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
    this.hasGpu = adapter ? !adapter.info.isFallbackAdapter : false;
  }
}

function yesOrNo(isSo: boolean): string {
  return isSo ? messages.yes : messages.no;
}

function renderFact(label: string, value: string): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}

customElements.define('cloister-about', AboutPage);
