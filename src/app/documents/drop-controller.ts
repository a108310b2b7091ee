import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { SourceDocument } from '../../index.ts';
import { readDrop } from './dropped-files.ts';

/** Takes files that are dropped anywhere on the page. */
export class DropController implements ReactiveController {
  /** Whether files are being dragged over the page. */
  isDragging = false;
  private readonly host: ReactiveControllerHost;
  private readonly onDrop: (documents: Promise<SourceDocument[]>) => void;

  constructor(host: ReactiveControllerHost, onDrop: (documents: Promise<SourceDocument[]>) => void) {
    this.host = host;
    this.onDrop = onDrop;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.handleDrag);
    window.addEventListener('dragleave', this.handleDragEnd);
    window.addEventListener('drop', this.handleDrop);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.handleDrag);
    window.removeEventListener('dragleave', this.handleDragEnd);
    window.removeEventListener('drop', this.handleDrop);
  }

  private show(isDragging: boolean): void {
    if (this.isDragging === isDragging) return;
    this.isDragging = isDragging;
    this.host.requestUpdate();
  }

  private readonly handleDrag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.show(true);
  };

  private readonly handleDragEnd = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.show(false);
  };

  private readonly handleDrop = (event: DragEvent): void => {
    this.show(false);
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.onDrop(readDrop(event.dataTransfer));
  };
}
