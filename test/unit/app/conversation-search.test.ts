import { beforeEach, describe, expect, it } from 'vitest';
import type { Turn } from '../../../src/app/conversation/turn.ts';
import { ConversationSearch } from '../../../src/app/conversations/conversation-search.ts';
import type { ConversationInfo } from '../../../src/app/conversations/conversation-schema.ts';
import type { KeptConversation } from '../../../src/app/conversations/conversation-store.ts';

function infoOf(id: string, title: string, changedAt = 1): ConversationInfo {
  return { id, corpus: 'c', title, createdAt: 1, changedAt };
}

function turnOf(question: string, quotes: string[] = []): Turn {
  const citations = quotes.map((quote, at) => ({
    number: at + 1,
    documentId: 'd',
    document: 'd.txt',
    anchor: {},
    quote,
    start: 0,
    end: quote.length,
    mark: [0, 1] as [number, number],
  }));
  return {
    id: 1,
    askedAt: 1,
    question,
    state: 'answered',
    passages: [],
    missing: [],
    text: '',
    citations,
    isPartial: false,
  };
}

let kept: KeptConversation[];
let reads: string[];
let search: ConversationSearch;

beforeEach(() => {
  reads = [];
  kept = [
    {
      info: infoOf('a', 'Das Café'),
      turns: [
        {
          conversation: 'a',
          turn: 1,
          content: turnOf('Wann öffnet das Café?', [
            `${'Vieles steht davor. '.repeat(20)}Es öffnet um acht Uhr.`,
          ]),
        },
      ],
    },
    {
      info: infoOf('b', 'Die Fähre'),
      turns: [
        {
          conversation: 'b',
          turn: 1,
          content: turnOf('Wann fährt die Fähre?'),
          writing: {
            state: 'written',
            text: 'Sie legt um sieben ab.',
            sentences: [],
            citations: [],
            attempt: 0,
          },
        },
      ],
    },
  ];
  search = new ConversationSearch((id) => {
    reads.push(id);
    return Promise.resolve(kept.find(({ info }) => info.id === id));
  });
});

const find = (query: string): ReturnType<ConversationSearch['find']> =>
  search.find(
    query,
    kept.map(({ info }) => info),
  );

describe('searching conversations', () => {
  it('finds words of titles, whatever their case and accents', async () => {
    expect(await find('CAFE')).toEqual([{ id: 'a' }]);
    expect(await find('fahre')).toEqual([{ id: 'b' }]);
  });

  it('finds words of quotes with the text around them, and of written answers', async () => {
    const [found] = await find('acht uhr');
    expect(found?.id).toBe('a');
    expect(found?.excerpt).toMatch(/^… .*acht Uhr\.$/);
    expect(found?.excerpt?.length).toBeLessThan(140);
    expect(await find('sieben')).toEqual([{ id: 'b', excerpt: 'Sie legt um sieben ab.' }]);
  });

  it('wants all words, each wherever it stands in the conversation', async () => {
    expect(await find('Fähre sieben')).toHaveLength(1);
    expect(await find('Fähre acht')).toEqual([]);
  });

  it('keeps the order of the list', async () => {
    expect((await find('wann')).map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('reads a conversation again only after it has changed', async () => {
    await find('acht');
    await find('sieben');
    expect(reads).toEqual(['a', 'b']);
    kept = kept.map((one) => (one.info.id === 'b' ? { info: infoOf('b', 'Die Fähre', 2), turns: [] } : one));
    expect(await find('sieben')).toEqual([]);
    expect(reads).toEqual(['a', 'b', 'b']);
  });
});
