import { seededRandom } from '../bench/texts.ts';

/** A file of the benchmark. */
export interface BenchFile {
  name: string;
  text: string;
}

const WORDS =
  'about above after again against almost answer apply area around back balance bank before begin behind below better between board body book both bring budget build business call care carry cause change charge check city claim clean clear close colour come common company condition contract cost country court cover damage date deal decide deliver demand describe design detail device district divide door early effect eight energy engine enough evening every example exchange expect explain fact family farm fast figure final find first floor follow force form found garden general glass ground group grow half hand happen harbour head heat height history hold hospital hour house hundred important improve increase inside insurance island issue keep kind kitchen lake language large late lead learn leave letter level light limit line list local long machine main manual market material matter measure meeting member metal middle minute model money month motor mountain move name nature near need never night north note number offer office open order other outside owner page paint paper part past pay people period person piece place plan plant point police position power present pressure price problem produce product profit project property public pump quality quarter question railway rain rate reach reason record region rent repair report rest result return river road room rule safety sale school season second section seller service seven ship short side simple sister size small south space speed staff stage standard start state station steel still stone stop store street strong student study summer supply surface system table take teacher temperature tenant test theory three time today total tower town trade train tree turn under union unit value valve village visit wait wall water weather week weight west wheel window winter wood work world write year'.split(
    ' ',
  );
const SMALL =
  'the of and in to is that for on with as by at from are was this which be has it or an not'.split(' ');

/** Sentences of everyday words, numbers and made-up names, the same for each seed; they mean nothing. */
export class Prose {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.#word()).join(' ');
  }

  paragraph(): string {
    const sentences = Array.from({ length: 3 + this.#below(5) }, () => this.words(8 + this.#below(16)));
    return sentences.map((words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`).join(' ');
  }

  question(): string {
    return `What is the ${this.words(6 + this.#below(5))}?`;
  }

  #word(): string {
    const kind = this.#random();
    if (kind < 0.4) return this.#one(SMALL);
    if (kind < 0.93) return this.#one(WORDS);
    if (kind < 0.96) return String(this.#below(3000));
    const name = `${this.#one(WORDS).slice(0, 3)}${this.#one(WORDS).slice(-3)}`;
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  }

  #one(list: readonly string[]): string {
    return list[this.#below(list.length)] ?? '';
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }
}

/** How a kind of document is put together. */
interface Form {
  extension: string;
  part(prose: Prose, at: number): string;
  whole(parts: readonly string[]): string;
}

const FORMS: readonly [Form, ...Form[]] = [
  {
    extension: 'md',
    part: (prose, at) => `${at % 4 === 0 ? `## ${prose.words(4)}\n\n` : ''}${prose.paragraph()}`,
    whole: (parts) => `# Report\n\n${parts.join('\n\n')}\n`,
  },
  {
    extension: 'html',
    part: (prose, at) => `${at % 4 === 0 ? `<h2>${prose.words(4)}</h2>` : ''}<p>${prose.paragraph()}</p>`,
    whole: (parts) => `<!doctype html><title>Report</title><main>${parts.join('\n')}</main>`,
  },
  { extension: 'txt', part: (prose) => prose.paragraph(), whole: (parts) => parts.join('\n\n') },
  {
    extension: 'csv',
    part: (prose, at) => `${at},${prose.words(2)},${prose.words(12)}`,
    whole: (parts) => ['number,name,remark', ...parts].join('\n'),
  },
];

/** A document of about so many characters, in one of four formats by turns. */
export function writeDocument(number: number, characters: number): BenchFile {
  const prose = new Prose(number + 1);
  const form = FORMS[number % FORMS.length] ?? FORMS[0];
  const parts: string[] = [];
  let length = 0;
  while (length < characters) {
    const part = form.part(prose, parts.length);
    parts.push(part);
    length += part.length;
  }
  return { name: `document-${number}.${form.extension}`, text: form.whole(parts) };
}
