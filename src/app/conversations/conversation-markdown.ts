import type { Citation, Passage } from '../../index.ts';
import { CLOSEST_PASSAGES, type Turn } from '../conversation/turn.ts';
import type { Writing } from '../conversation/writing.ts';
import { describePlace } from '../describe.ts';
import { messages, spokenLanguage } from '../messages/messages.ts';
import type { TurnRecord } from './conversation-schema.ts';
import type { KeptConversation } from './conversation-store.ts';
import { escapeMarkdown, quoteMarkdown } from './markdown-text.ts';

/**
 * A conversation as a Markdown document: each question with who answered it, the answer, and the words of the documents it
 * rests on, with their places. What documents, models and people wrote stays text, whatever signs it holds.
 */
export function formatConversation({ info, turns }: KeptConversation, now: Date): string {
  const parts = [
    `# ${escapeMarkdown(info.title)}`,
    escapeMarkdown(messages.exportedFrom(formatDate(now.getTime()))),
    ...turns.flatMap(formatTurn),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function formatTurn({ content, writing }: TurnRecord): string[] {
  return [
    `## ${escapeMarkdown(content.question.replaceAll(/\s+/g, ' ').trim())}`,
    escapeMarkdown(describeAsking(content)),
    ...formatAnswer(content),
    ...(writing ? formatWriting(writing) : []),
  ];
}

function describeAsking({ askedAt, searchedAs }: Turn): string {
  const searched = searchedAs ? `, ${messages.exportSearched(searchedAs.question)}` : '';
  return `${messages.exportAsked(formatDate(askedAt))}${searched}.`;
}

function formatAnswer(turn: Turn): string[] {
  const missing = turn.missing.map((phrase) => escapeMarkdown(messages.missingPhrase(phrase)));
  switch (turn.state) {
    case 'answered': {
      const isQuotes = turn.author?.kind === 'quotes';
      const label = isQuotes ? messages.quotesLabel : messages.modelLabel(turn.author?.name ?? '');
      const doubt = turn.confidence === 'doubtful' ? [escapeMarkdown(messages.doubtful)] : [];
      const text = isQuotes ? [] : [escapeMarkdown(turn.text)];
      return [
        `**${escapeMarkdown(label)}**`,
        ...missing,
        ...doubt,
        ...text,
        ...turn.citations.map(formatCitation),
      ];
    }
    case 'refused': {
      const closest = turn.passages.slice(0, CLOSEST_PASSAGES);
      const label = closest.length > 0 ? [`${escapeMarkdown(messages.closest)}:`] : [];
      const refusal = escapeMarkdown(turn.scope ? messages.refusedInScope : messages.refused);
      return [`**${refusal}**`, ...missing, ...label, ...closest.map(formatPassage)];
    }
    case 'failed':
      return [escapeMarkdown(turn.error ?? messages.exportNoAnswer)];
    case 'stopped':
    case 'searching':
    case 'answering':
  }
  return [escapeMarkdown(turn.text), escapeMarkdown(messages.exportNoAnswer)];
}

function formatWriting({ state, text, author, sentences, citations }: Writing): string[] {
  if (state !== 'written') return [];
  const isDoubtful = sentences.some(({ marks }) => marks.length === 0);
  return [
    `**${escapeMarkdown(messages.modelLabel(author ?? ''))}**`,
    escapeMarkdown(markSentences(text, sentences)),
    ...(isDoubtful ? [escapeMarkdown(messages.exportUnsupported)] : []),
    ...citations.map(formatCitation),
  ];
}

/** The words of a model, each doubtful sentence followed by a sign that says so. */
function markSentences(text: string, sentences: Writing['sentences']): string {
  const doubtful = sentences.filter(({ marks }) => marks.length === 0);
  return doubtful.reduceRight((marked, { end }) => `${marked.slice(0, end)} (†)${marked.slice(end)}`, text);
}

function formatCitation({ number, document, anchor, quote }: Citation): string {
  return `${quoteMarkdown(quote)}\n\n\\[${number}\\] ${escapeMarkdown(describePlace(document, anchor))}`;
}

function formatPassage({ text, document, anchor }: Passage): string {
  return `${quoteMarkdown(text)}\n\n${escapeMarkdown(describePlace(document, anchor))}`;
}

function formatDate(at: number): string {
  return new Intl.DateTimeFormat(spokenLanguage(), { dateStyle: 'long', timeStyle: 'short' }).format(at);
}
