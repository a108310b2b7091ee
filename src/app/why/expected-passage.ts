import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { DocumentInfo, Passage, Rag, Retrieval, RetrieveOptions } from '../../index.ts';
import { describeError } from '../describe.ts';
import { limitTo, type ScopedDocument } from '../conversation/question-scope.ts';
import { LightElement } from '../light-element.ts';
import { renderLineField } from '../line-field.ts';
import { messages } from '../messages/messages.ts';
import {
  bestOf,
  describeMeaning,
  describeWords,
  renderHead,
  renderSecond,
  renderSide,
  type FoundContext,
} from './found-passages.ts';
import { judgePassage, sortWords, type PassageVerdict } from './passage-verdict.ts';

/** Passages that are judged at once. */
const JUDGED = 3;
/** Documents that are offered by name; more are found by writing a part of their name. */
const OFFERED = 8;

interface Judged {
  passage: Passage;
  verdict: PassageVerdict;
}

/** "It should have found …": where a passage that somebody misses ranked, and why. */
export class ExpectedPassage extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    used: { attribute: false },
    scope: { attribute: false },
    context: { attribute: false },
    documents: { state: true },
    wanted: { state: true },
    judged: { state: true },
    error: { state: true },
  };
  declare rag: Rag | undefined;
  /** The search as the answer had it, with `explain`. */
  declare used: Retrieval | undefined;
  /** The documents that it was limited to. */
  declare scope: readonly ScopedDocument[] | undefined;
  declare context: FoundContext | undefined;
  declare documents: readonly DocumentInfo[];
  /** What is in the field. */
  declare wanted: string;
  declare judged: readonly Judged[] | undefined;
  declare error: string | undefined;
  /** Counts what was asked to be judged: an earlier wish may be fulfilled after a later one. */
  private wishes = 0;

  constructor() {
    super();
    this.documents = [];
    this.wanted = '';
  }

  protected override render(): TemplateResult {
    const offered = this.documents.filter(({ name }) =>
      name.toLowerCase().includes(this.wanted.toLowerCase()),
    );
    const shown = offered.length > 0 ? offered : this.documents;
    return html`
      <p>${messages.whyExpectedLead}</p>
      <p class="why-documents" role="group" aria-label=${messages.whyExpectedDocuments}>
        ${shown
          .slice(0, OFFERED)
          .map(
            ({ id, name }) =>
              html`<button
                type="button"
                class="citation"
                @click=${() => void this.judge(this.used?.question ?? '', { documentIds: [id] })}
              >
                ${name}
              </button>`,
          )}
      </p>
      ${this.renderField()}
      <div role="status" class="why-verdicts">${this.renderJudged()}</div>
    `;
  }

  private renderField(): TemplateResult {
    return html`
      <div class="why-expected-field">
        ${renderLineField({
          className: 'question-field',
          role: 'textbox',
          label: messages.whyExpectedField,
          onKey: this.handleKey,
          onInput: this.handleInput,
        })}
        <button type="button" @click=${this.judgeWords}>${messages.whyExpectedFind}</button>
      </div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('rag')) void this.offer();
  }

  private async offer(): Promise<void> {
    // Those of documents that were closed meanwhile are not asked for.
    this.documents = (await this.rag?.documents().catch(() => undefined)) ?? [];
  }

  private renderJudged(): TemplateResult | typeof nothing {
    if (this.error !== undefined) return html`<p class="trouble">${this.error}</p>`;
    if (!this.judged) return nothing;
    if (this.judged.length === 0) return html`<p>${messages.whyExpectedNone}</p>`;
    return html`<ul class="why-passages">
      ${this.judged.map((judged) => html`<li>${this.renderVerdict(judged)}</li>`)}
    </ul>`;
  }

  private renderVerdict({ passage, verdict }: Judged): TemplateResult | typeof nothing {
    const { used, context } = this;
    if (!used || !context) return nothing;
    const { why } = passage;
    const best = bestOf(used.passages);
    const last = used.passages.at(-1)?.why;
    const { held, missed } = sortWords(why.matchedTerms, used.terms ?? []);
    const words = [
      ...(held.length > 0 ? [messages.whyHeldWords(held.join(', '))] : []),
      ...(missed.length > 0 ? [messages.whyMissedWords(missed.join(', '))] : []),
    ].join('; ');
    const compared = (value: string, other: number | undefined, digits: number): string =>
      `${value} (${messages.whyLastUsed((other ?? 0).toFixed(digits))})`;
    const byWords = compared(describeWords(why), last?.lexicalScore, 1);
    const byMeaning = compared(describeMeaning(why, messages.whyNotEmbedded), last?.denseScore, 2);
    return html`
      ${renderHead(passage, describeVerdict(verdict, used), context)}
      <dl class="why-sides">
        ${renderSide(messages.whyByWords, shareOf(why.lexicalScore, best.words), byWords, words)}
        ${used.halves.dense ? renderSide(messages.whyByMeaning, shareOf(why.denseScore, best.meaning), byMeaning, '') : nothing}
        ${renderSecond(why, best)}
      </dl>
    `;
  }

  private readonly handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.judgeWords();
  };

  private readonly handleInput = (event: Event): void => {
    if (event.currentTarget instanceof HTMLElement) this.wanted = event.currentTarget.innerText.trim();
  };

  private readonly judgeWords = (): void => {
    const { wanted } = this;
    if (wanted === '') this.querySelector<HTMLElement>('.question-field')?.focus();
    else void this.judge(wanted, { mode: 'lexical' });
  };

  /** Ranks what is found for `words` for the question of the answer. */
  private async judge(words: string, options: RetrieveOptions): Promise<void> {
    const { rag, used } = this;
    if (!rag || !used) return;
    const wish = ++this.wishes;
    this.error = undefined;
    try {
      const { passages } = await rag.retrieve(words, { ...options, limit: JUDGED });
      const examine = passages.map(({ id }) => id);
      const { examined = [] } = await rag.retrieve(used.question, { examine, ...limitTo(this.scope) });
      if (wish !== this.wishes) return;
      this.judged = examined.map(({ passage, place }) => ({
        passage,
        verdict: judgePassage(passage, used, place, limitTo(this.scope).documentIds),
      }));
    } catch (error) {
      if (wish === this.wishes) this.error = describeError(error);
    }
  }
}

function shareOf(value: number | undefined, best: number): number {
  return best > 0 ? (value ?? 0) / best : 0;
}

function describeVerdict(verdict: PassageVerdict, used: Retrieval): string {
  switch (verdict.kind) {
    case 'used':
      return messages.whyExpectedUsed(verdict.place);
    case 'lower':
      return messages.whyExpectedLower(verdict.place, used.passages.length);
    case 'dropped':
      return messages.whyExpectedDropped(messages.whyReasons[verdict.reason]);
    case 'outside':
      return messages.whyExpectedOutside;
    case 'beyond':
  }
  return messages.whyExpectedBeyond;
}

customElements.define('cloister-expected', ExpectedPassage);
