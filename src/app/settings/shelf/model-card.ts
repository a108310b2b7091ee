import { html, nothing, type TemplateResult } from 'lit';
import type { ModelFit, ModelManifest, Progress, ShelvedModel } from '../../../index.ts';
import { formatBytes } from '../../describe.ts';
import { messages } from '../../messages/messages.ts';
import type { ModelWork, Said } from './model-state.ts';
import { describeFigures, describeLanguages } from './model-words.ts';

/** What a card is drawn from. */
export interface ModelCard {
  model: ShelvedModel;
  manifest: ModelManifest;
  fit: ModelFit | undefined;
  /** Why it cannot be used here, in words. */
  misfit: string | undefined;
  /** What it does for the page now, in words; empty for nothing. */
  use: string;
  work: ModelWork | undefined;
  said: Said | undefined;
  /** What a person can have it do for the page, or end; absent: nothing. */
  choice: { label: string; run: () => void } | undefined;
  /** Whether it may go. */
  isRemovable: boolean;
}

/** What a person can do with the files of a model. */
export interface CardActions {
  get(id: string): void;
  check(id: string): void;
  remove(id: string): void;
  stop(id: string): void;
}

/** A model: what it is, what it needs, what is here of it, and what can be done. */
export function renderModelCard(card: ModelCard, actions: CardActions): TemplateResult {
  const { model, manifest, fit, misfit, use, work, said } = card;
  const heading = `model-${model.id}`;
  return html`
    <article class="model" aria-labelledby=${heading}>
      <h4 id=${heading} tabindex="-1">
        ${model.title} ${model.title === model.id ? nothing : html`<span class="model-id">${model.id}</span>`}
      </h4>
      <p class="model-use">${use}</p>
      <p class="model-facts">
        ${describeLanguages(manifest)}
        ${describeFigures(model, fit).map((figure, at) => html`${at > 0 ? ' · ' : ' '}<span>${figure}</span>`)}
      </p>
      ${misfit ? html`<p class="trouble">${misfit}</p>` : nothing} ${work ? renderWork(work) : nothing}
      <p role="status" class=${said?.kind === 'trouble' ? 'trouble' : 'model-said'}>${said?.text}</p>
      <div class="model-actions">${renderActions(card, actions)}</div>
      ${renderDetails(model, manifest)}
    </article>
  `;
}

function renderWork({ kind, progress }: ModelWork): TemplateResult {
  const text = kind === 'get' ? describeTransfer(progress) : messages.checkingModel(percentOf(progress));
  return html`
    <p class="model-work">${text}</p>
    <progress
      aria-label=${text}
      max="1"
      .value=${progress ? progress.done / Math.max(1, progress.total) : 0}
    ></progress>
  `;
}

function describeTransfer(progress: Progress | undefined): string {
  return messages.gettingModel(formatBytes(progress?.done ?? 0), formatBytes(progress?.total ?? 0));
}

function percentOf(progress: Progress | undefined): number {
  return Math.floor((100 * (progress?.done ?? 0)) / Math.max(1, progress?.total ?? 1));
}

/** The buttons stay where they are while their words change, so that the focus stays too. */
function renderActions(card: ModelCard, actions: CardActions): TemplateResult {
  const { model, misfit, work, choice, isRemovable } = card;
  const { id, isComplete, storedBytes } = model;
  const mayGet = !isComplete && (misfit === undefined || work !== undefined);
  const get = work ? (): void => actions.stop(id) : (): void => actions.get(id);
  return html`
    ${choice ? renderButton(model, choice.label, choice.run) : nothing}
    ${mayGet ? renderButton(model, describeGet(model, work), get) : nothing}
    ${
      isComplete || (storedBytes > 0 && !work)
        ? renderButton(model, work ? messages.stopModel : messages.checkModel, () =>
            work ? actions.stop(id) : actions.check(id),
          )
        : nothing
    }
    ${
      storedBytes > 0 && !work && isRemovable
        ? renderButton(model, messages.removeModel, () => actions.remove(id))
        : nothing
    }
    ${storedBytes > 0 && !isRemovable ? html`<span class="hint">${messages.removeInUse}</span>` : nothing}
  `;
}

function describeGet({ bytes, storedBytes }: ShelvedModel, work: ModelWork | undefined): string {
  if (work) return work.kind === 'get' ? messages.pauseModel : messages.stopModel;
  const left = formatBytes(bytes - storedBytes);
  return storedBytes > 0 ? messages.resumeModel(left) : messages.getModel(left);
}

function renderButton({ id }: ShelvedModel, label: string, run: () => void): TemplateResult {
  return html`<button type="button" aria-label=${messages.modelNamed(label, id)} @click=${run}>
    ${label}
  </button>`;
}

function renderDetails(model: ShelvedModel, manifest: ModelManifest): TemplateResult {
  const { embedder, generator, reranker } = manifest;
  return html`
    <details>
      <summary>${messages.modelDetails}</summary>
      <dl class="facts">
        ${renderFact(messages.modelSource, model.source)} ${renderFact(messages.modelLicence, model.license)}
        ${renderFact(messages.modelEngine, `${model.engine.name} ${model.engine.version}`)}
        ${renderFact(messages.modelFormat, (embedder ?? generator ?? reranker)?.dtype ?? '')}
      </dl>
      <ul class="files">
        ${model.files.map(
          ({ path, bytes, sha256, isStored }) => html`
            <li>
              <span class="file-path">${path}</span>
              <span class="file-size">
                ${formatBytes(bytes)} · ${isStored ? messages.modelFileKept : messages.modelFileAway}
              </span>
              <code><span class="visually-hidden">${messages.sha256} </span>${sha256}</code>
            </li>
          `,
        )}
      </ul>
    </details>
  `;
}

function renderFact(label: string, value: string): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
}
