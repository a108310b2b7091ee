import type { Evidence } from '../../answer-types.ts';
import { AnswerFaults, endsInLoop, isRefusal } from './answer-faults.ts';
import type { GeneratorEvent } from '../generator.ts';
import { Grounding, type Support } from './grounding.ts';
import { ModelMarks } from './model-marks.ts';
import type { Prompt } from './prompt.ts';
import { WrittenSentences, type WrittenSentence } from './written-sentences.ts';

/** How the text of a model ended, as far as its words tell. */
export interface TextVerdict {
  /** Why nothing of it is fit to be shown. */
  withdrawn?: 'echo' | 'empty' | 'repetition';
  /** All it says is that it does not know. */
  isRefusal: boolean;
  /** It was cut inside a sentence. */
  isCut: boolean;
}

/** How many of the last characters are looked at for a loop. */
const TAIL = 1_200;

/**
 * What a model writes, made fit to be shown while it is written: its own source marks taken out, ours set after each
 * sentence that a source carries, echoes of the prompt and repetitions left out. Text goes out word by word, except
 * where it may still become a mark, an echo or a repetition.
 */
export class GroundedText {
  readonly #marks: ModelMarks;
  readonly #sentences: WrittenSentences;
  readonly #faults: AnswerFaults;
  readonly #grounding: Grounding;
  readonly #cited: Evidence[] = [];
  /** Characters handed out, and how many of the pending sentence are among them. */
  #length = 0;
  #shown = 0;
  #accepted = 0;
  #tail = '';
  #fault: 'echo' | 'repetition' | undefined;
  #isRefusal = false;
  #isCut = false;
  #isOver = false;

  constructor(question: string, { messages, sources }: Pick<Prompt, 'messages' | 'sources'>) {
    const given = sources.map((source) => source.evidence.text.slice(...source.given));
    this.#marks = new ModelMarks(sources.length);
    this.#sentences = new WrittenSentences(sources[0]?.language);
    this.#faults = new AnswerFaults(messages, question, given);
    this.#grounding = new Grounding(question, sources);
  }

  /** True when the model need not write on: it refuses, repeats itself or plays other speakers. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The events of a piece of text. */
  *push(piece: string): Generator<GeneratorEvent> {
    yield* this.#add(this.#marks.push(piece));
  }

  /**
   * The events of what was held back. Call it when the model is done, also after `isOver`.
   *
   * @param isCut The model was stopped by its limit of tokens.
   */
  *end(isCut: boolean): Generator<GeneratorEvent> {
    yield* this.#add(this.#marks.end());
    if (this.#isOver) return;
    for (const sentence of this.#sentences.end()) {
      if (this.#isOver) return;
      // The beginning of a sentence that was said already, or of the question, is no more than its whole.
      const isFragment = isCut && this.#shown === 0 && this.#faults.mayBecomeFault(sentence.text);
      if (!isFragment) yield* this.#complete(sentence);
    }
    this.#isCut ||= isCut;
  }

  /** To be read after `end`. */
  get verdict(): TextVerdict {
    const isFit = this.#accepted > 0 || this.#isRefusal;
    return {
      ...(!isFit && { withdrawn: this.#fault ?? 'empty' }),
      isRefusal: this.#isRefusal && this.#accepted === 0,
      isCut: this.#isCut,
    };
  }

  *#add(clean: string): Generator<GeneratorEvent> {
    if (this.#isOver) return;
    this.#tail = (this.#tail + clean).slice(-TAIL);
    for (const sentence of this.#sentences.push(clean)) {
      yield* this.#complete(sentence);
      if (this.#isOver) return;
    }
    yield* this.#showPending();
  }

  *#showPending(): Generator<GeneratorEvent> {
    const pending = this.#sentences.pending;
    if (this.#faults.isScript(pending.text)) this.#stop('echo');
    else if (endsInLoop(this.#tail)) yield* this.#stopInLoop();
    else if (!this.#faults.mayBecomeFault(pending.text)) yield* this.#show(pending);
  }

  /** Hands out what is new of a sentence; the white space before it only between sentences. */
  *#show({ gap, text }: WrittenSentence): Generator<GeneratorEvent> {
    const before = this.#shown === 0 && this.#length > 0 ? gap : '';
    const piece = before + text.trimEnd().slice(this.#shown);
    if (piece === '') return;
    this.#shown = text.trimEnd().length;
    this.#length += piece.length;
    yield { type: 'token', text: piece };
  }

  *#complete(sentence: WrittenSentence): Generator<GeneratorEvent> {
    const { text } = sentence;
    const isShown = this.#shown > 0;
    if (this.#accepted === 0 && isRefusal(text)) {
      yield* this.#show(sentence);
      this.#isRefusal = true;
      this.#isOver = true;
    } else if (this.#faults.isScript(text)) this.#stop('echo');
    else if (this.#faults.isRepeated(text) && !isShown) this.#stop('repetition');
    else if (this.#faults.isEcho(text)) {
      // A model that repeats the question first often answers it then.
      this.#fault = 'echo';
      if (isShown && this.#accepted === 0) this.#isOver = true;
      else if (isShown) yield* this.#accept(sentence, []);
    } else if (/[\p{L}\p{N}]/u.test(text)) yield* this.#accept(sentence, this.#grounding.supportsOf(text));
    else if (this.#length > 0) yield* this.#show(sentence);
    this.#shown = 0;
  }

  *#accept(sentence: WrittenSentence, supports: readonly Support[]): Generator<GeneratorEvent> {
    yield* this.#show(sentence);
    const end = this.#length;
    const start = end - sentence.text.length;
    const marks: number[] = [];
    for (const { evidence } of supports) {
      const known = this.#cited.findIndex((cited) => holds(cited, evidence));
      const number = known < 0 ? this.#cited.push(evidence) : known + 1;
      const mark = ` [${number}]`;
      this.#length += mark.length;
      marks.push(number);
      yield { type: 'token', text: mark };
      if (known < 0) yield { type: 'cite', number, evidence };
    }
    yield { type: 'sentence', start, end, marks };
    this.#accepted++;
    this.#faults.addSaid(sentence.text);
  }

  #stop(fault: 'echo' | 'repetition'): void {
    this.#fault = fault;
    this.#isOver = true;
  }

  /** What was handed out of the sentence that turned into a loop stays, without support. */
  *#stopInLoop(): Generator<GeneratorEvent> {
    this.#stop('repetition');
    if (this.#accepted === 0 || this.#shown === 0) return;
    yield { type: 'sentence', start: this.#length - this.#shown, end: this.#length, marks: [] };
    this.#isCut = true;
  }
}

/** Whether a citation already shows the words of another. */
function holds(cited: Evidence, { documentId, start, end, mark }: Evidence): boolean {
  const isSame = cited.documentId === documentId && cited.start === start && cited.end === end;
  return isSame && cited.mark[0] <= mark[0] && cited.mark[1] >= mark[1];
}
