import { LitElement } from 'lit';

/** What can be done by keys, in the order of the sheet. */
export const KEY_COMMANDS = [
  { name: 'ask', keys: ['/'] },
  { name: 'send', keys: ['Enter'] },
  { name: 'breakLine', keys: ['Shift', 'Enter'] },
  { name: 'stop', keys: ['Esc'] },
  { name: 'previousMark', keys: ['['] },
  { name: 'nextMark', keys: [']'] },
  { name: 'openMark', keys: ['Enter'] },
  { name: 'back', keys: ['Alt', '←'] },
  { name: 'documents', keys: ['d'] },
  { name: 'newConversation', keys: ['n'] },
  { name: 'sheet', keys: ['?'] },
] as const;

/** What single keys do, by the key. They are for when nothing is being written. */
export type SingleKeys = Readonly<Record<string, () => void>>;

/**
 * Runs what a single key stands for. Keys with Ctrl, Alt or Meta are the browser's, those in a field are text, and an
 * open dialog has its own.
 *
 * @returns Whether the key stood for something.
 */
export function runSingleKey(event: KeyboardEvent, keys: SingleKeys): boolean {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented)
    return false;
  if (isWriting(event.target) || document.querySelector('dialog[open]')) return false;
  const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
  if (!run) return false;
  event.preventDefault();
  run();
  return true;
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** Puts the focus on the first thing that can be used in an element, once it is drawn. */
export async function focusFirst(element: HTMLElement | null): Promise<void> {
  if (element instanceof LitElement) await element.updateComplete;
  element?.querySelector<HTMLElement>('button:not(:disabled), a[href], [tabindex]')?.focus();
}
