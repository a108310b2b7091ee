import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Rag, Status } from '../../index.ts';
import { LazyPart } from '../lazy-part.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { describeOffline } from '../offline/version-offer.ts';
import type { OfflineController } from '../offline/offline-controller.ts';
import { formatPlace, SETTINGS_PAGES, type SettingsPage } from '../route.ts';
import './about-page.ts';
import './appearance-page.ts';
import './privacy-page.ts';

/** The settings: a list of pages, and the one that is open. Fetched when it is opened first. */
export class Settings extends LightElement {
  static override properties: PropertyDeclarations = {
    page: { attribute: false },
    back: { attribute: false },
    rag: { attribute: false },
    status: { attribute: false },
    offline: { attribute: false },
  };
  declare page: SettingsPage;
  /** The address of the conversation that the person came from. */
  declare back: string;
  declare rag: Rag | undefined;
  declare status: Status | undefined;
  declare offline: OfflineController | undefined;
  private readonly models = new LazyPart(this, () => import('./models-page.ts'));
  private readonly storage = new LazyPart(this, () => import('./storage-page.ts'));

  protected override render(): TemplateResult {
    return html`
      <nav class="settings-pages" aria-label=${messages.settings}>
        <a class="settings-back" href=${this.back}>${messages.backToDocuments}</a>
        <ul>
          ${SETTINGS_PAGES.map(
            (page) =>
              html`<li>
                <a
                  href=${formatPlace({ kind: 'settings', page })}
                  aria-current=${page === this.page ? 'page' : nothing}
                  >${messages.settingsPages[page]}</a
                >
              </li>`,
          )}
        </ul>
      </nav>
      <div class="settings-page" tabindex="-1">
        <h2>${messages.settingsPages[this.page]}</h2>
        ${this.renderPage()}
      </div>
    `;
  }

  /** A page that was just opened begins at its top, for the eyes and for a screen reader. */
  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('page')) return;
    const shown = this.querySelector<HTMLElement>('.settings-page');
    shown?.scrollTo({ top: 0, behavior: 'instant' });
    if (changed.get('page') !== undefined) shown?.focus({ preventScroll: true });
  }

  private renderPage(): TemplateResult {
    const { status, offline } = this;
    const { rag } = this;
    const pages: Record<SettingsPage, () => TemplateResult> = {
      models: () =>
        this.models.render(html`<cloister-models .rag=${rag} .status=${status}></cloister-models>`),
      storage: () =>
        this.storage.render(html`<cloister-storage .rag=${rag} .status=${status}></cloister-storage>`),
      privacy: () => html`<cloister-privacy></cloister-privacy>`,
      appearance: () => html`<cloister-appearance></cloister-appearance>`,
      about: () =>
        html`<cloister-about
          .status=${status}
          .offline=${offline ? describeOffline(offline) : ''}
        ></cloister-about>`,
    };
    return pages[this.page]();
  }
}

customElements.define('cloister-settings', Settings);
