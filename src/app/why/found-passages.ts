import { html, nothing, type TemplateResult } from 'lit';
import type { DroppedPassage, Passage, Retrieval, Why } from '../../index.ts';
import { describePlace } from '../describe.ts';
import { messages } from '../messages/messages.ts';
import { sortWords } from './passage-verdict.ts';
import { renderBar } from './score-bar.ts';

/** Longest piece of a passage that is shown, in characters. */
const PREVIEW = 160;
/** Of what was left out, so many are shown. */
const MOST_DROPPED = 10;

/** Opens a passage in its document. */
export type OpenPassage = (passage: Passage, button: EventTarget | null) => void;

export interface FoundContext {
  titles: ReadonlyMap<string, string>;
  open: OpenPassage;
}

/** What each half of the search found, best first. */
export function renderFound(
  { passages, terms = [], ...report }: Retrieval,
  context: FoundContext,
): TemplateResult {
  if (passages.length === 0) return html`<p>${messages.whyNothing}</p>`;
  const best = bestOf(passages);
  return html`
    <p class="why-hint">${messages.whyFoundLead}</p>
    <ol class="why-passages">
      ${passages.map(
        (passage, at) =>
          html`<li>
            ${renderHead(passage, messages.whyPlace(at + 1), context)}
            <dl class="why-sides">
              ${report.halves.lexical ? renderWords(passage.why, terms, best) : nothing}
              ${report.halves.dense ? renderMeaning(passage.why, best) : nothing}
              ${renderSecond(passage.why, best)}
            </dl>
            ${renderNotes(passage.why)}
          </li>`,
      )}
    </ol>
    <p class="why-hint">${messages.whyScoreHint}</p>
    ${best.second > 0 ? html`<p class="why-hint">${messages.whySecondHint}</p>` : nothing}
  `;
}

/** What was found and left out. */
export function renderDropped({ dropped = [] }: Retrieval, context: FoundContext): TemplateResult {
  if (dropped.length === 0) return html`<p>${messages.whyNoneDropped}</p>`;
  return html`<ul class="why-passages">
    ${dropped
      .slice(0, MOST_DROPPED)
      .map(
        ({ passage, reason }: DroppedPassage) =>
          html`<li>${renderHead(passage, beginSentence(messages.whyReasons[reason]), context)}</li>`,
      )}
  </ul>`;
}

/** Where a passage stands, with a word on it, and how it begins. */
export function renderHead(passage: Passage, note: string, { titles, open }: FoundContext): TemplateResult {
  const { document, anchor, documentId, text } = passage;
  return html`
    <p class="why-head">
      <span class="why-note">${note}</span>
      <button type="button" class="citation" @click=${(event: Event) => open(passage, event.currentTarget)}>
        ${describePlace(document, anchor, titles.get(documentId))}
      </button>
    </p>
    <p class="why-text" dir="auto">${previewOf(text)}</p>
  `;
}

/** The largest scores among some passages, which bars are measured by. */
export interface BestScores {
  words: number;
  meaning: number;
  second: number;
}

export function bestOf(passages: readonly Passage[]): BestScores {
  return {
    words: Math.max(0, ...passages.map(({ why }) => why.lexicalScore ?? 0)),
    meaning: Math.max(0, ...passages.map(({ why }) => why.denseScore ?? 0)),
    second: Math.max(0, ...passages.map(({ why }) => why.feedbackScore ?? 0)),
  };
}

function renderWords(why: Why, terms: NonNullable<Retrieval['terms']>, best: BestScores): TemplateResult {
  const { held } = sortWords(why.matchedTerms, terms);
  const share = best.words > 0 ? (why.lexicalScore ?? 0) / best.words : 0;
  return renderSide(messages.whyByWords, share, describeWords(why), held.join(' · '));
}

function renderMeaning(why: Why, best: BestScores): TemplateResult {
  const share = best.meaning > 0 ? (why.denseScore ?? 0) / best.meaning : 0;
  return renderSide(messages.whyByMeaning, share, describeMeaning(why, messages.whyNoMeaning), '');
}

/** "place 3, score 4.1" */
export function describeWords({ lexicalRank, lexicalScore = 0 }: Why): string {
  return lexicalRank === undefined
    ? messages.whyNoWords
    : messages.whyRank(lexicalRank, lexicalScore.toFixed(1));
}

/** "place 3, closeness 0.41"; `none` is said of a passage without one. */
export function describeMeaning({ denseRank, denseScore = 0 }: Why, none: string): string {
  return denseRank === undefined
    ? none
    : messages.whyCloseness(denseRank, Math.max(0, denseScore).toFixed(2));
}

/** One half of the search: a bar, and what it says in numbers and words. */
export function renderSide(label: string, share: number, value: string, words: string): TemplateResult {
  return html`<div>
    <dt>${label}</dt>
    <dd>
      ${renderBar(share)}
      <span class="why-value">${value}</span>
      ${words ? html`<span class="why-words" dir="auto">${words}</span>` : nothing}
    </dd>
  </div>`;
}

/** The search that adds to the question; nothing where it was not needed. */
export function renderSecond(
  { feedbackRank, feedbackScore = 0 }: Why,
  best: BestScores,
): TemplateResult | typeof nothing {
  if (feedbackRank === undefined) return nothing;
  const share = best.second > 0 ? feedbackScore / best.second : 0;
  return renderSide(messages.whySecondSearch, share, messages.whySecondRank(feedbackRank), '');
}

function renderNotes({ leads, rerankScore }: Why): TemplateResult[] {
  const notes = [
    ...(leads ? [messages.whyLeads] : []),
    ...(rerankScore === undefined ? [] : [messages.whyReranked(rerankScore.toFixed(2))]),
  ];
  return notes.map((note) => html`<p class="why-hint">${note}</p>`);
}

function previewOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  if (line.length <= PREVIEW) return line;
  const end = line.lastIndexOf(' ', PREVIEW);
  return `${line.slice(0, end > 0 ? end : PREVIEW)} …`;
}

function beginSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
