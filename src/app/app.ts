import type { PropertyDeclarations, TemplateResult } from 'lit';
import { isRagError, type ModelManifest, type Rag, type RagOptions } from '../index.ts';
import type { SourceTarget } from './source/source-target.ts';
import { AskField } from './conversation/ask-field.ts';
import { ConversationController } from './conversation/conversation-controller.ts';
import { handleMarkKey } from './conversation/mark-keys.ts';
import { TurnScroll } from './conversation/turn-scroll.ts';
import { ConversationsController } from './conversations/conversations-controller.ts';
import { ChoiceController } from './documents/choice-controller.ts';
import { CorpusController } from './documents/corpus-controller.ts';
import { describeError, describeLoss } from './describe.ts';
import { DocumentActions } from './documents/document-actions.ts';
import { DropController } from './documents/drop-controller.ts';
import { KeysController } from './keys/keys-controller.ts';
import { leaveOrStop, singleKeysOf } from './keys/single-keys.ts';
import { LightElement, type PageEvents } from './light-element.ts';
import { LazyPart } from './lazy-part.ts';
import { takeLaunchedFiles } from './documents/launched-files.ts';
import { messages } from './messages/messages.ts';
import { PasteController } from './documents/paste-controller.ts';
import { OfflineController } from './offline/offline-controller.ts';
import type { PageState } from './page-state.ts';
import { renderPage } from './page.ts';
import { RouteController } from './route.ts';
import { keepSide, readSide, type Side } from './side.ts';
import { SourceController } from './source/source-controller.ts';
import { SuggestionController } from './documents/suggestion-controller.ts';
import { StatusPanel } from './status/status-panel.ts';
import { WhyController } from './why/why-controller.ts';
import { WritingController } from './conversation/writing-controller.ts';

type Choices = Pick<RagOptions, 'onModelMismatch'>;

/** Opens the corpus of the page with these callbacks and choices. */
export type OpenCorpus = (options: Pick<RagOptions, 'onChange'> & Choices) => Promise<Rag>;

/** The whole page. `start` opens its corpus; `rag` is the open one. */
export class CloisterApp extends LightElement implements PageState {
  static override properties: PropertyDeclarations = {
    side: { state: true },
    isFolded: { state: true },
    hasSamples: { state: true },
  };
  readonly corpus: CorpusController = new CorpusController(this);
  readonly conversation: ConversationController = new ConversationController(this);
  readonly writing: WritingController = new WritingController(this);
  readonly offline: OfflineController = new OfflineController(this);
  readonly route: RouteController = new RouteController(this, (place) => {
    // On narrow screens what was gone to is behind the first column.
    this.isFolded = true;
    void this.source.arrive(place);
  });
  readonly settings: LazyPart = new LazyPart(this, () => import('./settings/settings-page.ts'));
  readonly conversations: ConversationsController = new ConversationsController(this, {
    conversation: this.conversation,
    writing: this.writing,
    route: this.route,
    onTrouble: (text) => this.corpus.say({ kind: 'trouble', text }),
  });
  readonly source: SourceController = new SourceController(this, this);
  readonly turnScroll: TurnScroll = new TurnScroll(this, this.conversation, () => this.conversations.open.id);
  readonly why: WhyController = new WhyController(this);
  readonly keys: KeysController = new KeysController(this, {
    singleKeys: singleKeysOf(this),
    goToMark: (event) => handleMarkKey(event, this),
    escape: () => leaveOrStop(this),
    onMissing: () => this.corpus.say({ kind: 'trouble', text: messages.pageMissing }),
  });
  readonly choice: ChoiceController = new ChoiceController(this);
  readonly suggestions: SuggestionController = new SuggestionController(this);
  private readonly actions: DocumentActions = new DocumentActions(this, {
    corpus: this.corpus,
    choice: this.choice,
    onRemove: (ids) => ids.forEach((id) => this.source.closeOf(id)),
    onSamples: () => (this.hasSamples = true),
    onLimit: () => void this.recoverFocus(),
  });
  private readonly drop: DropController = new DropController(this, (drop) => this.actions.take(drop));
  /** What the first column shows. */
  declare side: Side;
  /** Whether the documents are folded away, on narrow screens. */
  declare isFolded: boolean;
  /** Whether the samples were added during this visit, so that questions about them can be suggested. */
  declare hasSamples: boolean;
  private openCorpus: OpenCorpus | undefined;

  constructor() {
    super();
    this.addController(new PasteController((pasted) => this.actions.take(pasted)));
    this.side = readSide();
    this.isFolded = false;
    this.hasSamples = false;
    this.listen();
  }

  /** The open corpus; other tools of this origin may use it or put in their own. */
  get rag(): Rag | undefined {
    return this.corpus.rag;
  }

  set rag(rag: Rag | undefined) {
    this.corpus.attach(rag);
    if (rag) void this.conversations.attach(rag.name).then(() => this.source.arrive(this.route.place));
  }

  get target(): SourceTarget | undefined {
    return this.source.target;
  }

  /** Opens the corpus and keeps the way to open it again. Failures are shown, never thrown. */
  async start(openCorpus: OpenCorpus, choices: Choices = {}): Promise<void> {
    this.openCorpus = openCorpus;
    this.corpus.say(undefined);
    try {
      const onChange: RagOptions['onChange'] = (change) => {
        this.corpus.noteChange(change);
        if (change.removed !== undefined) this.source.closeOf(change.removed);
      };
      const rag = await openCorpus({ onChange, ...choices });
      this.rag = rag;
      takeLaunchedFiles((files) => this.actions.take(files));
      void this.awaitLoss(rag);
    } catch (error) {
      const isOtherModel = isRagError(error) && error.code === 'model_mismatch';
      this.offerReopening(describeError(error), isOtherModel ? 'reembed' : 'refuse');
    }
  }

  get isBusy(): boolean {
    const isWriting = this.writing.isRunning || this.conversation.isRunning;
    return isWriting || this.corpus.incoming.some(({ error }) => error === undefined);
  }

  get isDragging(): boolean {
    return this.drop.isDragging;
  }

  readonly openAnew = (): void => {
    const { rag, openCorpus } = this;
    this.rag = undefined;
    void rag?.close().then(() => openCorpus && this.start(openCorpus));
  };

  readonly openStatus = (): void => {
    void this.corpus.refresh();
    this.querySelector(StatusPanel.tag)?.open();
  };

  readonly toggleDocuments = (): void => {
    this.isFolded = !this.isFolded;
  };

  /** Changes to another embedder in the background; the present one answers until that is done. */
  readonly changeEmbedder = (embedder: ModelManifest): void => {
    void this.corpus.switchEmbedder(embedder);
  };

  readonly showSide = (side: Side): void => {
    this.isFolded = side === this.side && !this.isFolded;
    this.side = side;
    keepSide(side);
  };

  readonly askSuggested = (question: string): void => this.ask(question);

  protected override render(): TemplateResult {
    void this.suggestions.look(this.corpus);
    // An answer that was kept can be written as well as a new one.
    if (this.rag && this.conversation.turns.length > 0) void this.writing.look(this.rag);
    return renderPage(this);
  }

  private listen(): void {
    const on = <Name extends keyof PageEvents>(
      name: Name,
      handle: (detail: PageEvents[Name], target: EventTarget | null) => void,
    ): void =>
      this.addEventListener(name, (event) =>
        handle((event as CustomEvent<PageEvents[Name]>).detail, event.target),
      );
    on('ask', (question) => this.ask(question));
    on('explain', (turn) => void this.explain(turn));
    on('close-why', () => this.why.close());
    on('ask-as-typed', (question) => this.ask(question, true));
    on('stop-answer', () => this.conversation.stop());
    on('write-answer', (turn) => this.write(turn));
    on('stop-writing', () => this.writing.stop());
    on('ask-again', (turn) => this.askAgain(turn));
    on('open-source', (target, button) => this.source.open(target, button));
    on('close-source', () => this.source.close());
    on('writer-chosen', () => void this.writing.lookAgain());
    on('focus-lost', () => void this.recoverFocus());
    on('show-keys', () => void this.keys.openSheet());
  }

  private ask(question: string, isAsTyped = false): void {
    const { rag } = this;
    if (!rag) return this.querySelector(AskField.tag)?.putBack(question);
    this.isFolded = true;
    const choices = { isAsTyped, scope: this.corpus.namesOf(this.choice.scope) };
    void this.conversations.open.ready.then(() => this.conversation.ask(rag, question, choices));
  }

  private askAgain(turn: number): void {
    if (this.rag) void this.conversation.askAgain(this.rag, turn);
  }

  private async explain(turn: number): Promise<void> {
    await this.why.open(turn).catch(() => this.corpus.say({ kind: 'trouble', text: messages.pageMissing }));
  }

  private write(id: number): void {
    const { rag } = this;
    const turn = this.conversation.turns.find((other) => other.id === id);
    if (rag && turn) void this.writing.write(rag, turn);
  }

  async recoverFocus(): Promise<void> {
    await this.updateComplete;
    const field = this.querySelector(AskField.tag);
    await field?.updateComplete;
    if (field) field.focusField();
    else this.querySelector<HTMLElement>('cloister-add button')?.focus();
  }

  private async awaitLoss(rag: Rag): Promise<void> {
    const reason = await rag.closed;
    if (reason.kind === 'lost') this.offerReopening(describeLoss(reason.error));
  }

  private offerReopening(text: string, choice: NonNullable<RagOptions['onModelMismatch']> = 'refuse'): void {
    const { openCorpus } = this;
    const label = choice === 'reembed' ? messages.prepareAnew : messages.openAgain;
    const action = openCorpus && {
      label,
      run: (): void => void this.start(openCorpus, { onModelMismatch: choice }),
    };
    this.rag = undefined;
    this.corpus.say({ kind: 'trouble', text, ...(action ? { action } : {}) });
  }
}

customElements.define('cloister-app', CloisterApp);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-app': CloisterApp;
  }
}
