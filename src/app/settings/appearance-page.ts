import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { LightElement } from '../light-element.ts';
import { languageNames, messages, spokenLanguage, type Language } from '../messages/messages.ts';
import { applyTheme, keepPreferences, readPreferences, type Theme } from '../preferences.ts';

const THEMES = ['system', 'light', 'dark'] as const satisfies readonly Theme[];

/** The language of the page, and light or dark. */
export class AppearancePage extends LightElement {
  static override properties: PropertyDeclarations = { theme: { state: true }, isLost: { state: true } };
  declare private theme: Theme;
  /** Whether the browser could not keep the last choice. */
  declare private isLost: boolean;

  constructor() {
    super();
    this.theme = readPreferences().theme;
    this.isLost = false;
  }

  protected override render(): TemplateResult {
    return html`
      <h3 id="appearance-language">${messages.appearanceLanguage}</h3>
      <p>${messages.appearanceLanguageHint}</p>
      <div class="choices" role="group" aria-labelledby="appearance-language">
        ${(Object.keys(languageNames) as Language[]).map((language) =>
          renderChoice(languageNames[language], language === spokenLanguage(), () =>
            this.chooseLanguage(language),
          ),
        )}
      </div>
      <h3 id="appearance-theme">${messages.appearanceTheme}</h3>
      <div class="choices" role="group" aria-labelledby="appearance-theme">
        ${THEMES.map((theme) =>
          renderChoice(messages.themes[theme], theme === this.theme, () => this.chooseTheme(theme)),
        )}
      </div>
      <h3>${messages.keysTitle}</h3>
      <p>
        <button type="button" @click=${() => this.emit('show-keys', undefined)}>${messages.showKeys}</button>
      </p>
      <p role="status">${this.isLost ? messages.preferencesLost : nothing}</p>
    `;
  }

  /** Everything that is drawn speaks the old language, and nothing is lost by a reload. */
  private chooseLanguage(language: Language): void {
    if (language === spokenLanguage()) return;
    this.isLost = !keepPreferences({ language });
    if (!this.isLost) location.reload();
  }

  private chooseTheme(theme: Theme): void {
    this.theme = theme;
    this.isLost = !keepPreferences({ theme });
    applyTheme(theme);
  }
}

function renderChoice(label: string, isChosen: boolean, choose: () => void): TemplateResult {
  return html`<button type="button" aria-pressed=${isChosen} @click=${choose}>${label}</button>`;
}

customElements.define('cloister-appearance', AppearancePage);
