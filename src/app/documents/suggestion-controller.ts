import type { ReactiveControllerHost } from 'lit';
import type { DocumentInfo, Rag } from '../../index.ts';
import { messages, spokenLanguage } from '../messages/messages.ts';
import { guessLanguage } from './spoken-words.ts';
import { topicsOf } from './topics.ts';

/** How many questions are offered. */
const OFFERED = 3;

/** How many documents are looked at for them, the newest first. */
const LOOKED_AT = 6;

/** Documents with more passages than this would take longer to hand over than a suggestion is worth. */
const MOST_PASSAGES = 200;

/** What is known of the documents. */
interface Known {
  rag: Rag | undefined;
  documents: readonly DocumentInfo[];
}

/** Questions that the documents' own headings suggest, made by rules alone. */
export class SuggestionController {
  questions: readonly string[] = [];
  private readonly host: ReactiveControllerHost;
  /** The documents that the questions are about. */
  private asked = '';

  constructor(host: ReactiveControllerHost) {
    this.host = host;
  }

  /** Makes the questions anew when other documents are there, and all of them are read. */
  async look({ rag, documents }: Known): Promise<void> {
    if (!rag || documents.some(({ state }) => state === 'queued')) return;
    const chosen = documents.filter(isTelling).slice(-LOOKED_AT).toReversed();
    const key = JSON.stringify(chosen.map(({ id, sha256 }) => [id, sha256]));
    if (key === this.asked) return;
    this.asked = key;
    const perDocument = await Promise.all(chosen.map((document) => suggest(rag, document)));
    if (key !== this.asked) return;
    // An example in another language would puzzle more than it helps.
    const spokenFirst = perDocument.toSorted((one, other) => Number(other.isSpoken) - Number(one.isSpoken));
    this.questions = takeInTurns(
      spokenFirst.map(({ questions }) => questions),
      OFFERED,
    );
    this.host.requestUpdate();
  }
}

/** A table of figures or source code has no headings that ask anything. */
function isTelling({ state, format, passages }: DocumentInfo): boolean {
  return state !== 'failed' && format !== 'csv' && format !== 'code' && passages <= MOST_PASSAGES;
}

/** What a document suggests, and whether it is in the language of the page. */
interface Suggested {
  isSpoken: boolean;
  questions: string[];
}

async function suggest(rag: Rag, { id, name }: DocumentInfo): Promise<Suggested> {
  try {
    const parsed = await rag.document(id);
    const isSpoken = guessLanguage(parsed.text) === spokenLanguage();
    return { isSpoken, questions: topicsOf(parsed).map((topic) => askAbout(name, topic, isSpoken)) };
  } catch {
    // It was removed meanwhile, or its text is damaged, which is said elsewhere.
    return { isSpoken: false, questions: [] };
  }
}

/**
 * A heading that asks is the question itself. In a sentence of another language it would read badly, so that it stands
 * alone there.
 */
export function askAbout(name: string, topic: string, isSpoken: boolean): string {
  if (topic.endsWith('?')) return topic;
  const document = name.replace(/\.[^.]{1,8}$/, '');
  return isSpoken ? messages.aboutQuestion(document, topic) : `${document}: ${topic}`;
}

/** One of each list, then a second of each, until there are enough. */
export function takeInTurns(lists: readonly (readonly string[])[], most: number): string[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const all = Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  );
  return all.flat().slice(0, most);
}
