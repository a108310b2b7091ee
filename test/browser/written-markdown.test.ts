import fc from 'fast-check';
import { html, nothing, render, type TemplateResult } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Citation } from '../../src/answer-types.ts';
import type { AnswerText } from '../../src/app/conversation/answer-text.ts';
import { placeByHand } from '../../src/app/conversation/place-beside.ts';
import { WrittenMarkdown } from '../../src/app/conversation/written-markdown.ts';

const ELEMENTS = /^(?:P|UL|OL|LI|BLOCKQUOTE|PRE|CODE|STRONG|EM|BR|HR|SPAN|SUP|DIV|TABLE|TBODY|TR|TD)$/;
const ATTRIBUTES = /^(?:class|dir|tabindex|role|aria-label|start)$/;

const CITATION: Citation = {
  number: 1,
  documentId: 'lease.txt',
  document: 'lease.txt',
  anchor: {},
  quote: 'The rent is due.',
  start: 0,
  end: 16,
  mark: [0, 16],
};

const drawMark = ({ number }: Citation): TemplateResult => html`<sup>${number}</sup>`;

let box: HTMLElement;
beforeEach(() => {
  box = document.createElement('div');
  document.body.append(box);
});
afterEach(() => box.remove());

function draw(markdown: WrittenMarkdown, answer: AnswerText, isWriting = false): void {
  render(html`${markdown.render(answer, isWriting, drawMark)}`, box);
}

/** A text as one sentence, with a mark or without support. */
function asSentence(text: string, isSupported: boolean): AnswerText {
  const citations = isSupported ? [CITATION] : [];
  return { text, sentences: [{ start: 0, end: text.length, citations, isSupported }] };
}

const PIECES = [
  ...'*_`~#>|-=()[]{}<>!\\&;:/.,"\'01ab \n'.split(''),
  '**',
  '\n\n',
  '- ',
  '1. ',
  '> ',
  '| a | b |\n| - | - |\n',
  '](http://beacon.invalid/)',
  '![x](//beacon.invalid/b.png)',
  '<img src=x onerror=alert(1)>',
  '<a href="javascript:alert(1)" style="x">',
  '</p><script>alert(1)</script>',
  'Miete',
];
const source = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }).map((pieces) => pieces.join(''));

describe('what a model wrote, drawn', () => {
  it('consists of a fixed set of elements and attributes, whatever the text', () => {
    fc.assert(
      fc.property(source, fc.boolean(), fc.boolean(), (text, isSupported, isWriting) => {
        render(nothing, box);
        draw(new WrittenMarkdown(), asSentence(text, isSupported), isWriting);
        for (const element of box.querySelectorAll('*')) {
          expect(element.tagName).toMatch(ELEMENTS);
          for (const name of element.getAttributeNames()) expect(name).toMatch(ATTRIBUTES);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has one mark for a sentence, whatever it is made of', () => {
    fc.assert(
      fc.property(source, (text) => {
        render(nothing, box);
        draw(new WrittenMarkdown(), asSentence(`Rent ${text} is due.`, true));
        expect(box.querySelectorAll('sup')).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  it('puts marks and lines where the sentences end', () => {
    const text = 'The **rent is due.** It is paid.\n\n- in gold';
    const at = (words: string): { start: number; end: number } => {
      const start = text.indexOf(words);
      return { start, end: start + words.length };
    };
    draw(new WrittenMarkdown(), {
      text,
      sentences: [
        { ...at('The **rent is due.**'), citations: [CITATION], isSupported: true },
        { ...at('It is paid.'), citations: [], isSupported: true },
        { ...at('- in gold'), citations: [], isSupported: false },
      ],
    });
    expect(box.querySelector('p')?.textContent.replaceAll('\u2060', '')).toBe(
      'The rent is due.1 It is paid.',
    );
    expect(box.querySelector('strong sup')?.textContent).toBe('1');
    expect(box.querySelector('li .unsupported')?.textContent).toBe('in gold');
  });

  it('leaves the elements alone that are complete while others come', () => {
    const text = 'One **two**.\n\n- three\n- four\n\nFive `six` and seven.';
    const markdown = new WrittenMarkdown();
    const firsts: (Element | null)[] = [];
    for (let end = 15; end <= text.length; end++) {
      draw(markdown, { text: text.slice(0, end), sentences: [] }, true);
      firsts.push(box.querySelector('p'), box.querySelector('strong'));
    }
    expect(new Set(firsts).size).toBe(2);
    expect(box.textContent.replaceAll(/\n\s*/g, '')).toBe('One two.threefourFive six and seven.');
  });

  it('shows no sign of emphasis that is still open', () => {
    const markdown = new WrittenMarkdown();
    for (const text of ['The **', 'The **rent', 'The **rent is', 'The `', 'The `code', 'The *']) {
      draw(markdown, { text, sentences: [] }, true);
      expect(box.textContent).not.toMatch(/[*`]/);
    }
  });
});

describe('placeByHand', () => {
  it.each([
    ['at the top', { left: '10px', top: '10px' }, 'below'],
    ['at the bottom', { left: '10px', bottom: '10px' }, 'above'],
    ['at the right edge', { right: '2px', top: '10px' }, 'below'],
  ] as const)('keeps a card of something %s inside the window', (_, place, side) => {
    const [owner, card] = [document.createElement('button'), document.createElement('div')];
    Object.assign(owner.style, { position: 'fixed', inlineSize: '20px', blockSize: '20px', ...place });
    Object.assign(card.style, { position: 'fixed', inlineSize: '150px', blockSize: '60px', margin: '0' });
    box.append(owner, card);
    placeByHand(card, owner);
    const [about, placed] = [owner.getBoundingClientRect(), card.getBoundingClientRect()];
    expect(placed.left).toBeGreaterThanOrEqual(0);
    expect(placed.right).toBeLessThanOrEqual(document.documentElement.clientWidth);
    if (side === 'below') expect(placed.top).toBeGreaterThanOrEqual(about.bottom);
    else expect(placed.bottom).toBeLessThanOrEqual(about.top);
  });
});
