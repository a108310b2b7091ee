import type { ReactiveController } from 'lit';
import type { LightElement } from '../light-element.ts';
import { readPreferences } from '../preferences.ts';
import { runSingleKey, type SingleKeys } from './key-commands.ts';

/** What the keys reach beyond single keys. */
export interface KeyTargets {
  /** What single keys do. */
  singleKeys: SingleKeys;
  /** Whether the key goes to another mark. */
  goToMark(event: KeyboardEvent): boolean;
  /** Stops or closes what is under way; only called where no dialog is open, which closes by itself. */
  escape(): void;
  /** The sheet can be had neither from this device nor from the server. */
  onMissing(): void;
}

/** Listens to the keys of the whole page. */
export class KeysController implements ReactiveController {
  private readonly host: LightElement;
  private readonly targets: KeyTargets;

  constructor(host: LightElement, targets: KeyTargets) {
    this.host = host;
    this.targets = targets;
    host.addController(this);
  }

  hostConnected(): void {
    // On the document: where nothing has the focus, keys go to its body.
    document.addEventListener('keydown', this.handle);
  }

  hostDisconnected(): void {
    document.removeEventListener('keydown', this.handle);
  }

  /** Opens the sheet of keys, which is fetched at the first time. */
  async openSheet(): Promise<void> {
    try {
      await import('./key-sheet.ts');
    } catch {
      return this.targets.onMissing();
    }
    const sheet = this.host.querySelector('cloister-keys');
    await sheet?.updateComplete;
    sheet?.open();
  }

  private readonly handle = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      if (!event.defaultPrevented && !document.querySelector('dialog[open]')) this.targets.escape();
    } else if (readPreferences().singleKeys && !this.targets.goToMark(event)) {
      runSingleKey(event, this.targets.singleKeys);
    }
  };
}
