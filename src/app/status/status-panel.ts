import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { EmbedderInfo, GeneratorInfo, Status } from '../../index.ts';
import { formatBytes, formatCount, formatDuration } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';

type Fact = [label: string, value: string | TemplateResult];

/** What runs where, which files were verified, what is stored: the proof behind "On this device". */
export class StatusPanel extends LightElement {
  static override properties: PropertyDeclarations = {
    status: { attribute: false },
    activity: { attribute: false },
    offline: { attribute: false },
  };
  static readonly tag = 'cloister-status';
  declare status: Status | undefined;
  /** The background work in words; empty when there is none. */
  declare activity: string;
  /** Whether the app works without its server, in words. */
  declare offline: string;

  constructor() {
    super();
    this.activity = '';
    this.offline = '';
  }

  /** Opens the panel over the page; the browser keeps focus inside and gives it back at the end. */
  open(): void {
    const dialog = this.querySelector('dialog');
    if (!dialog?.open) dialog?.showModal();
  }

  protected override render(): TemplateResult {
    const { status } = this;
    return html`
      <dialog class="status" aria-labelledby="status-title" closedby="any">
        <header>
          <h2 id="status-title">${messages.statusTitle}</h2>
          <button type="button" class="quiet" @click=${this.close}>${messages.close}</button>
        </header>
        <div class="status-body" tabindex="0" role="group" aria-label=${messages.statusTitle}>
          <p class="status-lead">${messages.statusLead}</p>
          ${status ? this.renderStatus(status) : html`<p>${messages.opening}</p>`}
        </div>
      </dialog>
    `;
  }

  private renderStatus(status: Status): TemplateResult {
    const { embedder, generator, index } = status;
    return html`
      <h3>${messages.meaning}</h3>
      ${renderMeaning(status)}
      <h3>${messages.wordSearch}</h3>
      <p>${messages.wordSearchValue}</p>
      <h3>${messages.answersBy}</h3>
      ${renderWriter(generator)}
      <h3>${messages.content}</h3>
      ${status.warnings?.map((warning) => html`<p class="trouble">${warning}</p>`) ?? nothing}
      ${renderFacts([
        [messages.documents, describeContent(status)],
        [messages.vectorIndex, describeIndex(index)],
        [messages.work, this.activity || messages.workDone],
        [messages.worker, messages.workerValue[status.host]],
        [messages.storage, describeStorage(status.storage)],
        [messages.withoutServer, this.offline],
        [messages.isolated, status.isolated ? messages.isolatedYes : messages.isolatedNo],
      ])}
      ${renderFiles([...(embedder?.files ?? []), ...(generator.files ?? [])])}
    `;
  }

  private readonly close = (): void => this.querySelector('dialog')?.close();
}

function renderMeaning({ embedder, embedderError }: Status): TemplateResult {
  if (embedderError) return html`<p class="trouble">${messages.meaningMissing(embedderError.message)}</p>`;
  if (!embedder) return html`<p>${messages.meaningLoading}</p>`;
  const facts: Fact[] = [
    [messages.model, `${embedder.modelId} (${embedder.dtype})`],
    [messages.runsOn, describeDevice(embedder)],
    [messages.runtime, `${embedder.runtime}, ${messages.threads(embedder.threads)}`],
    [messages.selfTest, messages.selfTestValue(embedder.selfTest?.toFixed(5))],
    [messages.loadedIn, formatDuration(embedder.loadMs)],
  ];
  return html`
    ${renderFacts(facts)}
    ${embedder.refused.map(({ device, reason }) => html`<p>${messages.refusedDevice(messages[device], reason)}</p>`)}
  `;
}

function renderWriter({ author, device, engine, adapter, ...info }: GeneratorInfo): TemplateResult {
  const { modelId, selfTest, loadMs, refused = [], advice } = info;
  if (author.kind === 'quotes' || device === 'page' || device === 'browser')
    return html`<p>${messages.answersQuotes}</p>
      ${renderRefused(refused)}`;
  const facts: Fact[] = [
    [messages.model, `${author.name} (${modelId ?? ''})`],
    [messages.runsOn, describeDevice({ device, ...(adapter && { adapter }) })],
    [messages.runtime, engine ?? ''],
    [messages.selfTest, messages.chatTestValue(selfTest?.toExponential(1))],
    [messages.loadedIn, formatDuration(loadMs ?? 0)],
  ];
  return html`${renderFacts(facts)} ${advice ? html`<p>${advice}</p>` : nothing} ${renderRefused(refused)}`;
}

function renderRefused(refused: NonNullable<GeneratorInfo['refused']>): TemplateResult[] {
  return refused.map(
    ({ engine, device, reason }) =>
      html`<p>
        ${messages.refusedDevice(`${engine}, ${device === 'webgpu' ? messages.webgpu : messages.wasm},`, reason)}
      </p>`,
  );
}

function describeDevice({ device, adapter }: Pick<EmbedderInfo, 'device' | 'adapter'>): string {
  return adapter ? `${messages[device]}, ${adapter}` : messages[device];
}

function describeIndex({ vectors, bytes, preFilter, threads = 1 }: Status['index']): string {
  const [count, size] = [formatCount(vectors), formatBytes(bytes)];
  const how = preFilter?.isUsed
    ? messages.vectorIndexFiltered(count, size, (100 * (preFilter.recall ?? 0)).toFixed(1))
    : messages.vectorIndexValue(count, size);
  return threads > 1 ? `${how}; ${messages.threads(threads)}` : how;
}

function describeContent({ documents, passages, embedded, failed }: Status): string {
  const counted = messages.documentCount(documents);
  const content = messages.contentValue(counted, formatCount(passages), formatCount(embedded));
  return failed === 0 ? content : `${content}; ${messages.failedCount(failed)}`;
}

function describeStorage({ usedBytes, quotaBytes, persisted }: Status['storage']): string {
  const used = messages.storageValue(formatBytes(usedBytes), formatBytes(quotaBytes));
  return `${used}. ${persisted ? messages.persisted : messages.notPersisted}`;
}

function renderFacts(facts: readonly Fact[]): TemplateResult {
  return html`<dl class="facts">
    ${facts.map(
      ([label, value]) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function renderFiles(files: EmbedderInfo['files']): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  return html`
    <h3>${messages.files}</h3>
    <p>${messages.filesHint}</p>
    <ul class="files">
      ${files.map(
        ({ path, bytes, sha256 }) => html`
          <li>
            <span class="file-path">${path}</span>
            <span class="file-size">${formatBytes(bytes)} · ${messages.verified}</span>
            <code><span class="visually-hidden">${messages.sha256} </span>${sha256}</code>
          </li>
        `,
      )}
    </ul>
  `;
}

customElements.define(StatusPanel.tag, StatusPanel);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-status': StatusPanel;
  }
}
