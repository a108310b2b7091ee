import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { messages } from './messages/messages.ts';

/** A part of the page that is fetched when it is first shown, so that the first view need not wait for it. */
export class LazyPart implements ReactiveController {
  private state: 'unasked' | 'loading' | 'there' | 'missing' = 'unasked';
  private readonly host: ReactiveControllerHost;
  private readonly load: () => Promise<unknown>;

  /** @param load imports the module that defines the part's elements. */
  constructor(host: ReactiveControllerHost, load: () => Promise<unknown>) {
    this.host = host;
    this.load = load;
    host.addController(this);
  }

  hostConnected(): void {
    // A part that could not be had may be there by now.
    if (this.state === 'missing') this.state = 'unasked';
  }

  /** The part, or where it is. */
  render(part: TemplateResult): TemplateResult {
    if (this.state === 'unasked') void this.fetch();
    if (this.state === 'there') return part;
    if (this.state === 'missing') return html`<p class="trouble">${messages.pageMissing}</p>`;
    return html`<p class="opening">${messages.loadingPage}</p>`;
  }

  private async fetch(): Promise<void> {
    this.state = 'loading';
    try {
      await this.load();
      this.state = 'there';
    } catch {
      this.state = 'missing';
    }
    this.host.requestUpdate();
  }
}
