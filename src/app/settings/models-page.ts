import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import {
  installedModels,
  type GeneratorPlan,
  type ModelManifest,
  type Rag,
  type ShelvedModel,
  type Status,
} from '../../index.ts';
import { describeError } from '../describe.ts';
import { chooseWriter, chosenWriters, dropFromAddress } from '../engine-choice.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { keepPreferences, readPreferences } from '../preferences.ts';
import { renderModelCard } from './shelf/model-card.ts';
import { modelDesk } from './shelf/model-desk.ts';
import { renderModelFigures } from './shelf/model-figures.ts';
import './shelf/model-import.ts';
import type { Said } from './shelf/model-state.ts';
import { describeMisfit, describeUse } from './shelf/model-words.ts';
import '../styles/models.css';

const KINDS = ['embedder', 'generator', 'reranker'] as const;

type Kind = (typeof KINDS)[number];

/** The models that this page may use: what they are for, what is kept of them, and which one is in use. */
export class ModelsPage extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    status: { attribute: false },
    writer: { state: true },
    notice: { state: true },
  };
  declare rag: Rag | undefined;
  declare status: Status | undefined;
  /** The model that would write the next answer. */
  declare private writer: string | undefined;
  /** What became of a choice. */
  declare private notice: Said | undefined;
  /** Ends the change of the embedder that was begun here. */
  private switching: AbortController | undefined;
  private plan: Promise<GeneratorPlan | undefined> | undefined;
  /** The model whose card had the focus last. */
  private focused = '';

  constructor() {
    super();
    this.addEventListener('focusin', ({ target }) => {
      this.focused = (target as Element).closest('article')?.getAttribute('aria-labelledby') ?? '';
    });
    this.addEventListener('focus-lost', (event) => {
      event.stopPropagation();
      void this.updateComplete.then(() => document.getElementById(this.focused)?.focus());
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    modelDesk.attach(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    modelDesk.detach(this);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('rag')) void this.lookForWriter();
    const [before, now] = [changed.get('status'), this.status];
    // What a change of models fetches, or was measured meanwhile, is on the shelf afterwards.
    const isOther = before?.embedder?.modelId !== now?.embedder?.modelId || before?.settled !== now?.settled;
    if (changed.has('status') && isOther) void modelDesk.refresh();
  }

  protected override render(): TemplateResult {
    return html`
      <p class="settings-lead">${messages.modelsLead}</p>
      ${modelDesk.trouble ? html`<p class="trouble">${modelDesk.trouble}</p>` : nothing}
      <p role="status" class=${this.notice?.kind === 'trouble' ? 'trouble' : 'model-said'}>
        ${this.notice?.text}
      </p>
      ${KINDS.map((kind) => this.renderKind(kind))}
      <cloister-model-import></cloister-model-import>
      ${renderModelFigures(modelDesk)}
    `;
  }

  private renderKind(kind: Kind): TemplateResult {
    const models = modelDesk.models.filter((model) => model.kind === kind);
    return html`
      <section aria-labelledby="models-${kind}">
        <h3 id="models-${kind}">${messages.modelKinds[kind]}</h3>
        <p class="hint">${messages.modelKindHints[kind]}</p>
        ${kind === 'generator' && models.length > 1 ? this.renderAutomatic() : nothing}
        ${installedModels.some((model) => model.kind === kind) ? nothing : html`<p>${messages.noneOfKind[kind]}</p>`}
        ${repeat(
          models,
          ({ id }) => id,
          (model) => this.renderModel(model),
        )}
      </section>
    `;
  }

  private renderAutomatic(): TemplateResult {
    const isAutomatic = chosenWriters() === undefined;
    return html`
      <p class="choices">
        <button
          type="button"
          aria-pressed=${isAutomatic}
          @click=${() => isAutomatic || this.chooseWriter(undefined)}
        >
          ${messages.automaticWriter}
        </button>
        <span class="hint">${messages.automaticWriterHint}</span>
      </p>
    `;
  }

  private renderModel(model: ShelvedModel): TemplateResult | typeof nothing {
    const manifest = installedModels.find(({ id }) => id === model.id);
    if (!manifest) return nothing;
    const fit = modelDesk.fits.get(model.id);
    const misfit = describeMisfit(model, fit, modelDesk.room);
    const { reranker } = readPreferences();
    const card = {
      model,
      manifest,
      fit,
      misfit,
      use: describeUse(model, this.status, { writer: this.writer, reranker }),
      work: modelDesk.work.get(model.id),
      said: modelDesk.said.get(model.id),
      choice: misfit === undefined || this.isBusyWith(model) ? this.choiceOf(model, manifest) : undefined,
      isRemovable: !this.isEmbedding(model),
    };
    return renderModelCard(card, {
      get: (id) => void modelDesk.get(id),
      check: (id) => void modelDesk.check(id),
      stop: (id) => modelDesk.stop(id),
      remove: (id) => void this.removeFiles(id),
    });
  }

  private choiceOf(
    model: ShelvedModel,
    manifest: ModelManifest,
  ): { label: string; run: () => void } | undefined {
    const { id, kind } = model;
    if (kind === 'embedder') {
      if (this.isBusyWith(model)) {
        const { switching } = this;
        return switching && { label: messages.stopSwitching, run: () => switching.abort() };
      }
      if (this.status?.embedder?.modelId === id) return undefined;
      return { label: messages.useModel, run: () => void this.switchEmbedder(manifest) };
    }
    if (kind === 'generator') {
      const isChosen = chosenWriters()?.some((writer) => writer.id === id);
      return isChosen ? undefined : { label: messages.useModel, run: () => void this.chooseWriter(id) };
    }
    const isChosen = readPreferences().reranker === id;
    return {
      label: isChosen ? messages.stopUsing : messages.useModel,
      run: () => this.chooseReranker(isChosen ? undefined : id),
    };
  }

  /** Whether the documents are being changed to this embedder. */
  private isBusyWith({ id }: ShelvedModel): boolean {
    const { switching } = this.status ?? {};
    return switching?.to === id && !switching.error;
  }

  private isEmbedding(model: ShelvedModel): boolean {
    return this.status?.embedder?.modelId === model.id || this.isBusyWith(model);
  }

  private async switchEmbedder(manifest: ModelManifest): Promise<void> {
    const switching = new AbortController();
    this.switching = switching;
    this.notice = undefined;
    dropFromAddress('embedder');
    try {
      await this.rag?.switchEmbedder(manifest, { signal: switching.signal });
    } catch (error) {
      if (!switching.signal.aborted) this.notice = { kind: 'trouble', text: describeError(error) };
    }
    if (this.switching === switching) this.switching = undefined;
    await modelDesk.refresh();
  }

  private async chooseWriter(writer: string | undefined): Promise<void> {
    const isKept = await chooseWriter(this.rag, writer);
    this.notice = isKept ? undefined : { kind: 'trouble', text: messages.preferencesLost };
    await this.lookForWriter();
    this.emit('writer-chosen', undefined);
  }

  private chooseReranker(reranker: string | undefined): void {
    const isKept = keepPreferences({ reranker });
    this.notice = isKept
      ? { kind: 'news', text: messages.rerankerLater }
      : { kind: 'trouble', text: messages.preferencesLost };
  }

  private async removeFiles(id: string): Promise<void> {
    // An engine may go on reading what it has open.
    if (this.status?.generator.modelId === id) await this.rag?.unloadGenerator();
    await modelDesk.remove(id);
  }

  private async lookForWriter(): Promise<void> {
    const plan = this.rag?.planGenerator().catch(() => undefined);
    this.plan = plan;
    const writer = (await plan)?.modelId;
    // What was found out before the last choice comes too late.
    if (this.plan === plan) this.writer = writer;
  }
}

customElements.define('cloister-models', ModelsPage);
