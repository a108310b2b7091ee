import type { ReactiveController } from 'lit';
import type { SourceDocument } from '../../index.ts';
import { spokenLanguage } from '../messages/messages.ts';
import { documentsOf } from './pasted-documents.ts';

/** Takes files and texts that are pasted anywhere but into a field. */
export class PasteController implements ReactiveController {
  private readonly onPaste: (documents: Promise<SourceDocument[]>) => void;

  constructor(onPaste: (documents: Promise<SourceDocument[]>) => void) {
    this.onPaste = onPaste;
  }

  hostConnected(): void {
    window.addEventListener('paste', this.handlePaste);
  }

  hostDisconnected(): void {
    window.removeEventListener('paste', this.handlePaste);
  }

  private readonly handlePaste = (event: ClipboardEvent): void => {
    const { clipboardData } = event;
    // No field takes files, so they are meant for the documents wherever the caret is.
    if (!clipboardData || (isEditable(event.target) && clipboardData.files.length === 0)) return;
    event.preventDefault();
    const day = new Date().toLocaleDateString(spokenLanguage(), { dateStyle: 'medium' });
    this.onPaste(documentsOf(clipboardData, day));
  };
}

function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea');
}
