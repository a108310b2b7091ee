import { describe, expect, it } from 'vitest';
import type { Generator, GeneratorEvent } from '../../src/inference/generator.ts';
import type { Passage, Quote, Retrieval } from '../../src/types.ts';

const DOCUMENT = 'The rent is due on the third working day. It is 950 euros a month.';

function passageOf(text: string): Passage {
  return {
    id: 'p0',
    documentId: 'lease.txt',
    document: 'lease.txt',
    text,
    start: 0,
    end: text.length,
    anchor: {},
    context: '',
    score: 1,
    why: { matchedTerms: [] },
  };
}

function quoteOf(text: string): Quote {
  const start = DOCUMENT.indexOf(text);
  const [documentId, document] = ['lease.txt', 'lease.txt'];
  return {
    documentId,
    document,
    passage: 0,
    text,
    start,
    end: start + text.length,
    mark: [0, text.length],
    anchor: {},
    score: 1,
    share: 0.5,
  };
}

/** What a search might have found: two quotes of one passage. */
export function retrievalOf(change: Partial<Retrieval> = {}): Retrieval {
  return {
    question: 'When is the rent due?',
    passages: [passageOf(DOCUMENT)],
    quotes: [quoteOf('The rent is due on the third working day.'), quoteOf('It is 950 euros a month.')],
    found: true,
    confidence: 'found',
    halves: { dense: true, lexical: true },
    timings: {},
    ...change,
  };
}

async function collect(events: AsyncIterable<GeneratorEvent>): Promise<GeneratorEvent[]> {
  const all: GeneratorEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** What every generator must do, whatever writes its text. */
export function describeGenerator(name: string, create: () => Promise<Generator>): void {
  describe(name, () => {
    it('writes something, ends once, and cites only quotes that it was given', async () => {
      const generator = await create();
      const events = await collect(generator.generate({ retrieval: retrievalOf() }));
      expect(events.filter(({ type }) => type === 'finish')).toHaveLength(1);
      expect(events.at(-1)).toMatchObject({ type: 'finish', finish: 'stop' });
      expect(
        events
          .map((event) => (event.type === 'token' ? event.text : ''))
          .join('')
          .trim(),
      ).not.toBe('');
      const cited = events.flatMap((event) => (event.type === 'cite' ? [event] : []));
      for (const { evidence } of cited) {
        expect(DOCUMENT.slice(evidence.start, evidence.end)).toBe(evidence.text);
        expect(evidence.text.slice(...evidence.mark).trim()).not.toBe('');
      }
      expect(cited.map(({ number }) => number)).toEqual(cited.map((_event, at) => at + 1));
      await generator.dispose();
    });

    it('writes the mark of each citation before it cites, and no mark without a citation', async () => {
      const generator = await create();
      let text = '';
      const cited = new Set<number>();
      for await (const event of generator.generate({ retrieval: retrievalOf() })) {
        if (event.type === 'token') text += event.text;
        if (event.type === 'cite') {
          expect(text.endsWith(` [${event.number}]`)).toBe(true);
          cited.add(event.number);
        }
        if (event.type !== 'sentence') continue;
        expect(text.slice(event.start, event.end)).toMatch(/^\S(?:.*\S)?$/s);
        for (const mark of event.marks) expect(cited).toContain(mark);
      }
      const marks = [...text.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number));
      expect(new Set(marks)).toEqual(cited);
      await generator.dispose();
    });

    it('writes the same again', async () => {
      const generator = await create();
      const first = await collect(generator.generate({ retrieval: retrievalOf() }));
      expect(await collect(generator.generate({ retrieval: retrievalOf() }))).toEqual(first);
      await generator.dispose();
    });

    it('can be asked again after it was stopped', async () => {
      const generator = await create();
      for await (const event of generator.generate({ retrieval: retrievalOf() }))
        if (event.type === 'token' && event.text) break;
      const events = await collect(generator.generate({ retrieval: retrievalOf() }));
      expect(events.at(-1)).toMatchObject({ type: 'finish', finish: 'stop' });
      await generator.dispose();
    });

    it('refuses when nothing was found', async () => {
      const generator = await create();
      const events = await collect(generator.generate({ retrieval: retrievalOf({ found: false }) }));
      expect(events.at(-1)).toEqual({ type: 'finish', finish: 'refused' });
      expect(events.some(({ type }) => type === 'cite')).toBe(false);
      await generator.dispose();
    });

    it('stops with the reason of its signal', async () => {
      const generator = await create();
      const abort = new AbortController();
      const reason = new Error('enough');
      const reading = (async () => {
        for await (const event of generator.generate({ retrieval: retrievalOf() }, abort.signal)) {
          if (event.type === 'token') abort.abort(reason);
        }
      })();
      await expect(reading).rejects.toBe(reason);
      await generator.dispose();
    });
  });
}
