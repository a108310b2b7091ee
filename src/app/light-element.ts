import { LitElement, type PropertyValues } from 'lit';
import type { SourceDocument } from '../index.ts';
import type { SourceTarget } from './source/source-target.ts';

/** What elements of the page tell those above them: event names with their details. */
export interface PageEvents {
  'add-documents': readonly SourceDocument[];
  'add-samples': undefined;
  /** The ids of documents. */
  'remove-documents': readonly string[];
  /** The id of a document that could not be read. */
  'retry-document': string;
  /** The ids of all documents that are marked now. */
  'select-documents': ReadonlySet<string>;
  /** The ids of the documents that questions are limited to; all when there are none. */
  'limit-questions': readonly string[];
  /** What names of documents are to hold. */
  'filter-documents': string;
  /** The question. */
  ask: string;
  /** The question, to be searched as it is. */
  'ask-as-typed': string;
  /** The id of a turn whose answer is to be explained. */
  explain: number;
  'close-why': undefined;
  'stop-answer': undefined;
  /** The id of a turn that was stopped or has failed. */
  'ask-again': number;
  /** A half-written question. */
  draft: string;
  /** The words that conversations shall hold; empty for none. */
  'find-conversations': string;
  'rename-conversation': { id: string; title: string };
  /** The id of a conversation. */
  'delete-conversation': string;
  /** The id of a turn. */
  'write-answer': number;
  'stop-writing': undefined;
  'open-source': SourceTarget;
  'close-source': undefined;
  'show-keys': undefined;
  'focus-lost': undefined;
  /** The pages of a PDF cannot be shown; its text can. */
  'pdf-failed': undefined;
  /** Another language model would write from now on. */
  'writer-chosen': undefined;
  /** What is kept on this device has become more or less. */
  'storage-changed': undefined;
}

/**
 * An element without a shadow root: one stylesheet reaches everything, labels and focus cross element borders, and
 * nothing needs inline styles. Emits `focus-lost` when an update takes away the element that had the focus.
 */
export class LightElement extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override update(changed: PropertyValues): void {
    const { activeElement } = document;
    const hadFocus = activeElement !== null && this.contains(activeElement);
    super.update(changed);
    if (hadFocus && !activeElement.isConnected) this.emit('focus-lost', undefined);
  }

  /** Tells the elements above `from`; `detail` is what happened. */
  protected emit<Name extends keyof PageEvents>(
    name: Name,
    detail: PageEvents[Name],
    from: EventTarget = this,
  ): void {
    from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
