import type { LightElement } from '../light-element.ts';
import type { RouteController } from '../route.ts';
import type { Side } from '../side.ts';
import type { ConversationController } from '../conversation/conversation-controller.ts';
import type { SourceController } from '../source/source-controller.ts';
import type { SourceTarget } from '../source/source-target.ts';
import { focusFirst, type SingleKeys } from './key-commands.ts';
import type { KeysController } from './keys-controller.ts';

/** What single keys reach of the page. */
export interface KeyedPage extends LightElement {
  readonly route: RouteController;
  readonly target: SourceTarget | undefined;
  readonly source: Pick<SourceController, 'close'>;
  readonly conversation: Pick<ConversationController, 'isRunning' | 'stop'>;
  side: Side;
  isFolded: boolean;
  /** Puts the caret where questions are written. */
  recoverFocus(): Promise<void>;
  readonly keys: Pick<KeysController, 'openSheet'>;
}

/** What single keys do on the page. */
export function singleKeysOf(page: KeyedPage): SingleKeys {
  return {
    '/': () => {
      page.route.go(page.route.conversation);
      void page.recoverFocus();
    },
    '?': () => void page.keys.openSheet(),
    d: () => void goToDocuments(page),
    n: () => {
      page.route.go({ kind: 'conversation' });
      void page.recoverFocus();
    },
  };
}

async function goToDocuments(page: KeyedPage): Promise<void> {
  page.route.go(page.route.conversation);
  page.side = 'documents';
  page.isFolded = false;
  await page.updateComplete;
  await focusFirst(page.querySelector<HTMLElement>('.documents, .empty'));
}

/** What Escape does: closes the source, else stops the answer, else leaves the question, so that single keys are keys. */
export function leaveOrStop(page: KeyedPage): void {
  if (page.target) page.source.close();
  else if (page.conversation.isRunning) page.conversation.stop();
  else if (document.activeElement?.closest('cloister-ask'))
    page.querySelector<HTMLElement>('.turns')?.focus({ preventScroll: true });
}
