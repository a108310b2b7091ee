import type { Author } from '../answer-types.ts';
import type { Quote } from '../types.ts';
import type { GenerationRequest, Generator, GeneratorEvent, GeneratorInfo } from './generator.ts';

/** Said when nothing in the documents fits the question. */
export const NOT_FOUND = 'Not in your documents.';

/** Named as the author where no model writes. */
export const QUOTES: Author = { kind: 'quotes', name: 'Quotes from your documents' };

/**
 * Answers with the best quotes, word for word. It needs no model, writes nothing of its own, and is therefore right
 * wherever the documents are.
 */
export class ExtractiveGenerator implements Generator {
  readonly info: GeneratorInfo = {
    author: QUOTES,
    device: 'page',
  };

  async *generate({ retrieval }: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratorEvent> {
    if (!retrieval.found || retrieval.quotes.length === 0) {
      yield { type: 'token', text: NOT_FOUND };
      yield { type: 'finish', finish: 'refused' };
      return;
    }
    for (const [at, quote] of retrieval.quotes.entries()) {
      signal?.throwIfAborted();
      yield { type: 'token', text: at === 0 ? '' : '\n' };
      yield { type: 'token', text: lineOf(quote) };
      yield { type: 'token', text: ` [${at + 1}]` };
      yield { type: 'cite', number: at + 1, evidence: quote };
    }
    yield { type: 'finish', finish: 'stop' };
  }

  async dispose(): Promise<void> {}
}

/** A quote on one line: line breaks of the document mean nothing inside a sentence. */
function lineOf({ text }: Quote): string {
  return `“${text.replace(/\s+/g, ' ')}”`;
}
