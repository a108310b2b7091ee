import { QUOTES } from './inference/extractive-generator.ts';
import type { GenerationRequest, Generator, GeneratorEvent } from './inference/generator.ts';
import type { AnswerEvent, Citation, Evidence, SearchedAs } from './answer-types.ts';

type Finish = Extract<GeneratorEvent, { type: 'finish' }>;

/** Turns what a generator writes into the events of an answer: sources first, then text, then the citations. */
export async function* streamAnswer(
  generator: Pick<Generator, 'info' | 'generate'>,
  request: GenerationRequest & { searchedAs?: SearchedAs },
  signal: AbortSignal,
): AsyncGenerator<AnswerEvent> {
  const started = performance.now();
  const { retrieval, searchedAs } = request;
  const { passages, confidence, phrases, prefixes, timings: before } = retrieval;
  const held = { ...(phrases && { phrases }), ...(prefixes && { prefixes }) };
  const known = { ...held, ...(searchedAs && { searchedAs }) };
  yield { type: 'sources', passages, confidence, ...known };
  let text = '';
  let last: Finish = { type: 'finish', finish: 'stop' };
  let citations: Citation[] = [];
  let isWithdrawn = false;
  for await (const event of generator.generate(request, signal)) {
    signal.throwIfAborted();
    if (event.type === 'cite') {
      const citation = citationOf(event.evidence, event.number);
      citations.push(citation);
      yield { type: 'citation', citation };
    } else if (event.type === 'finish') last = event;
    else if (event.type !== 'token' || event.text) yield event;
    if (event.type === 'token') text += event.text;
    if (event.type === 'withdrawn') {
      text = '';
      citations = [];
      isWithdrawn = true;
    }
  }
  const timings = { ...before, answer: performance.now() - started };
  const { finish, prompt, speed } = last;
  // Whoever asks a model reports its prompt; without one, even a generator with a model has quoted.
  const author = prompt && !isWithdrawn ? generator.info.author : QUOTES;
  const report = { ...(prompt && { prompt }), ...(speed && { speed }) };
  yield { type: 'done', finish, text, author, citations, timings, ...report };
}

function citationOf({ text, ...place }: Evidence, number: number): Citation {
  const { documentId, document, anchor, start, end, mark, header, share } = place;
  return {
    number,
    documentId,
    document,
    anchor,
    quote: text,
    start,
    end,
    mark,
    ...(header ? { header } : {}),
    ...(share === undefined ? {} : { share }),
  };
}
