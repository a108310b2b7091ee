import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { DocumentInfo, Passage, Rag, Retrieval } from '../../index.ts';
import { describeError } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { messages } from '../messages/messages.ts';
import { bestOf, renderHead, renderSide, type FoundContext } from './found-passages.ts';
import { DEPTH, judgePassage, sortWords, type PassageVerdict } from './passage-verdict.ts';

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
    context: { attribute: false },
    documents: { state: true },
    wanted: { state: true },
    judged: { state: true },
    error: { state: true },
  };
  declare rag: Rag | undefined;
  /** The search as the answer had it, with `explain`. */
  declare used: Retrieval | undefined;
  declare context: FoundContext | undefined;
  declare documents: readonly DocumentInfo[];
  /** What is in the field. */
  declare wanted: string;
  declare judged: readonly Judged[] | undefined;
  declare error: string | undefined;

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
              html`<button type="button" class="citation" @click=${() => void this.judgeDocument(id)}>
                ${name}
              </button>`,
          )}
      </p>
      <p class="why-expected-field">
        <span
          class="question-field"
          contenteditable="plaintext-only"
          role="textbox"
          aria-label=${messages.whyExpectedField}
          aria-placeholder=${messages.whyExpectedField}
          data-placeholder=${messages.whyExpectedField}
          dir="auto"
          spellcheck="false"
          translate="no"
          writingsuggestions="false"
          @keydown=${this.handleKey}
          @input=${this.handleInput}
        ></span>
        <button type="button" @click=${this.judgeWords}>${messages.whyExpectedFind}</button>
      </p>
      <div role="status" class="why-verdicts">${this.renderJudged()}</div>
    `;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('rag')) void this.rag?.documents().then((documents) => (this.documents = documents));
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
    const compare = (own: number | undefined, other: number | undefined, digits: number): string =>
      `${(own ?? 0).toFixed(digits)} (${messages.whyLastUsed((other ?? 0).toFixed(digits))})`;
    const meaning =
      why.denseScore === undefined ? messages.whyNoMeaning : compare(why.denseScore, last?.denseScore, 2);
    return html`
      ${renderHead(passage, describeVerdict(verdict, used), context)}
      <dl class="why-sides">
        ${renderSide(messages.whyByWords, shareOf(why.lexicalScore, best.words), compare(why.lexicalScore, last?.lexicalScore, 1), words)}
        ${used.halves.dense ? renderSide(messages.whyByMeaning, shareOf(why.denseScore, best.meaning), meaning, '') : nothing}
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
    const { rag, wanted } = this;
    if (!rag || wanted === '') return this.querySelector<HTMLElement>('.question-field')?.focus();
    void this.judge(rag, async () => {
      const { passages } = await rag.retrieve(wanted, { mode: 'lexical', limit: JUDGED });
      return passages.map(({ id, documentId }) => ({ id, documentId }));
    });
  };

  private async judgeDocument(documentId: string): Promise<void> {
    const { rag, used } = this;
    if (!rag || !used) return;
    await this.judge(rag, async () => {
      const { passages } = await rag.retrieve(used.question, { documentIds: [documentId], limit: JUDGED });
      return passages.map(({ id }) => ({ id, documentId }));
    });
  }

  /** Ranks what `find` finds for the question of the answer. */
  private async judge(rag: Rag, find: () => Promise<{ id: string; documentId: string }[]>): Promise<void> {
    const { used } = this;
    if (!used) return;
    this.error = undefined;
    try {
      const [found, wide] = await Promise.all([
        find(),
        rag.retrieve(used.question, { limit: DEPTH, explain: true }),
      ]);
      const judged = found.map(async ({ id, documentId }) => {
        // Scores are the same whatever documents are searched; ranks are not, so these stay out of the page.
        const own = await rag.retrieve(used.question, { documentIds: [documentId], limit: DEPTH });
        const passage = own.passages.find((other) => other.id === id);
        return passage ? [{ passage, verdict: judgePassage(passage, used, wide) }] : [];
      });
      this.judged = (await Promise.all(judged)).flat();
    } catch (error) {
      this.error = describeError(error);
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
    case 'beyond':
  }
  return messages.whyExpectedBeyond(DEPTH);
}

customElements.define('cloister-expected', ExpectedPassage);
