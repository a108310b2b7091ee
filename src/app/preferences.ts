import { chooseLanguage, type Language } from './messages/messages.ts';

/** How the page looks: as the device is set, or always the one. */
export type Theme = 'system' | 'light' | 'dark';

/** What a person chose for this browser. It is a comfort: where it cannot be kept, the defaults hold. */
export interface Preferences {
  /** Absent: the language of the browser. */
  language?: Language;
  theme: Theme;
  /** Id of the model that shall write. Absent: the device chooses. */
  writer?: string;
  /** Id of the model that puts passages in order. Absent: none. */
  reranker?: string;
  /** Whether single keys do anything. */
  singleKeys: boolean;
}

const KEY = 'cloister-preferences';

/** What was chosen before, or the defaults. */
export function readPreferences(): Preferences {
  const { language, theme, writer, reranker, singleKeys } = readStored();
  return {
    ...(typeof language === 'string' ? { language: chooseLanguage([language]) } : {}),
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    ...(typeof writer === 'string' ? { writer } : {}),
    ...(typeof reranker === 'string' ? { reranker } : {}),
    singleKeys: singleKeys !== false,
  };
}

/** Keeps a choice for the next visits; returns whether it could be kept. */
export function keepPreferences(change: {
  [Name in keyof Preferences]?: Preferences[Name] | undefined;
}): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readPreferences(), ...change }));
    return true;
  } catch {
    return false;
  }
}

/** Draws the page in this theme from now on. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
}

function readStored(): Record<string, unknown> {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Record<string, unknown>;
  } catch {
    // Storage may be forbidden, and another page of this origin may have put anything there.
    return {};
  }
}
