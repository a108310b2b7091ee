import type { Generator } from './inference/generator.ts';
import type { AnswerEvent, Citation, Quote, Retrieval } from './types.ts';

/** Turns what a generator writes into the events of an answer: sources first, then text, then the checked citations. */
export async function* streamAnswer(
  generator: Generator,
  retrieval: Retrieval,
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const started = performance.now();
  yield { type: 'sources', passages: retrieval.passages };
  let text = '';
  let finish: 'stop' | 'length' | 'refused' = 'stop';
  const citations: Citation[] = [];
  for await (const event of generator.generate(retrieval, signal)) {
    signal.throwIfAborted();
    if (event.type === 'token') {
      text += event.text;
      if (event.text) yield event;
    } else if (event.type === 'cite') {
      const quote = retrieval.quotes[event.quote];
      if (quote) citations.push(citationOf(quote, event.number));
    } else {
      finish = event.finish;
    }
  }
  const timings = { ...retrieval.timings, answer: performance.now() - started };
  yield { type: 'done', finish, text, author: generator.info.author, citations, timings };
}

function citationOf(quote: Quote, number: number): Citation {
  return {
    number,
    documentId: quote.documentId,
    document: quote.document,
    anchor: quote.anchor,
    quote: quote.text,
    start: quote.start,
    end: quote.end,
    mark: quote.mark,
    ...(quote.header ? { header: quote.header } : {}),
  };
}
