import type { ReactiveControllerHost } from 'lit';

/** What a person picked among the documents. */
export class ChoiceController {
  /** Ids of the marked rows. */
  selected: ReadonlySet<string> = new Set();
  /** Ids of the documents that questions are limited to; all when there are none. */
  scope: readonly string[] = [];
  /** What was typed to find a document by its name. */
  filter = '';
  private readonly host: ReactiveControllerHost;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
  }

  select(ids: Iterable<string>): void {
    this.selected = new Set(ids);
    this.host.requestUpdate();
  }

  /** Limits the next questions to these documents, or to none in particular. */
  limit(ids: readonly string[]): void {
    this.scope = ids;
    this.select([]);
  }

  search(filter: string): void {
    this.filter = filter;
    this.host.requestUpdate();
  }

  /** Lets go of documents that are no more. */
  forget(ids: readonly string[]): void {
    const gone = new Set(ids);
    this.scope = this.scope.filter((id) => !gone.has(id));
    this.select([...this.selected].filter((id) => !gone.has(id)));
  }
}
