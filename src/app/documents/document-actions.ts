import type { SourceDocument } from '../../index.ts';
import { describeError } from '../describe.ts';
import type { LightElement, PageEvents } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { showName } from '../shown-name.ts';
import type { ChoiceController } from './choice-controller.ts';
import type { CorpusController } from './corpus-controller.ts';
import { isFileAtFault } from './failures.ts';
import { pickFile } from './pick-file.ts';
import { loadSamples } from './samples.ts';

/** What the actions work on. */
export interface ActionParts {
  corpus: CorpusController;
  choice: ChoiceController;
  /** Called before documents go. */
  onRemove(ids: readonly string[]): void;
  onSamples(): void;
  /** Called when questions were limited to some documents. */
  onLimit(): void;
}

/** Does what a person asks for in the list of documents. */
export class DocumentActions {
  private readonly parts: ActionParts;

  /** @param page the element at which the events of the list arrive. */
  constructor(page: LightElement, parts: ActionParts) {
    this.parts = parts;
    const { corpus, choice } = parts;
    const on = <Name extends keyof PageEvents>(name: Name, act: (detail: PageEvents[Name]) => void): void =>
      page.addEventListener(name, (event) => act((event as CustomEvent<PageEvents[Name]>).detail));
    on('add-documents', (documents) => void corpus.add(documents));
    on('add-samples', () => void this.addSamples());
    on('remove-documents', (ids) => void this.remove(ids));
    on('retry-document', (id) => void this.retry(id));
    on('select-documents', (ids) => choice.select(ids));
    on('filter-documents', (typed) => choice.search(typed));
    on('limit-questions', (ids) => {
      choice.limit(ids);
      parts.onLimit();
    });
  }

  /** Adds what was dropped, pasted or opened with the app, once it is read. */
  take(files: Promise<SourceDocument[]>): void {
    const { corpus } = this.parts;
    files.then(
      (documents) => corpus.add(documents),
      (error: unknown) => corpus.say({ kind: 'trouble', text: describeError(error) }),
    );
  }

  private async addSamples(): Promise<void> {
    const { corpus, onSamples } = this.parts;
    corpus.say({ kind: 'news', text: messages.loadingSamples });
    try {
      const samples = await loadSamples();
      onSamples();
      await corpus.add(samples);
    } catch {
      corpus.say({ kind: 'trouble', text: messages.samplesUnreachable });
    }
  }

  /** Says what was removed, and offers to put it back. */
  private async remove(ids: readonly string[]): Promise<void> {
    const { corpus, choice, onRemove } = this.parts;
    onRemove(ids);
    choice.forget(ids);
    const gone = new Set(ids);
    const [first, ...others] = corpus.documents.filter(({ id }) => gone.has(id));
    try {
      const originals = await corpus.remove(ids);
      if (!first) return;
      const text =
        others.length === 0
          ? messages.removed(showName(first.name))
          : messages.removedCount(others.length + 1);
      const action = { label: messages.undo, run: () => void corpus.add(originals) };
      corpus.say({ kind: 'news', text, ...(originals.length > 0 ? { action } : {}) });
    } catch (error) {
      corpus.say({ kind: 'trouble', text: describeError(error) });
    }
  }

  /** The same bytes once more where that may help, else another file in the place of this one. */
  private async retry(id: string): Promise<void> {
    const { corpus } = this.parts;
    const row = corpus.rows.find((candidate) => candidate.id === id);
    if (!row) return;
    if (isFileAtFault(row.error)) return this.replace(id, row.name);
    if (await corpus.retry(id)) return;
    const action = { label: messages.pickAgain, run: () => void this.replace(id, row.name) };
    corpus.say({ kind: 'news', text: messages.fileGone(showName(row.name)), action });
  }

  private async replace(id: string, name: string): Promise<void> {
    const { corpus } = this.parts;
    const file = await pickFile();
    if (!file) return;
    if (file.name === name) return corpus.add([{ id, name, bytes: file }]);
    await corpus.remove([id]);
    await corpus.add([{ name: file.name, bytes: file }]);
  }
}
