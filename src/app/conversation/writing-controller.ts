import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { AnswerEvent, AskOptions, GeneratorPlan, Progress, Rag } from '../../index.ts';
import { describeError } from '../describe.ts';
import type { Turn } from './turn.ts';
import { limitTo } from './question-scope.ts';
import { messages } from '../messages/messages.ts';
import { say, spokenSentence, type SpokenLine } from './spoken-lines.ts';
import { BLANK, writingOf, type Writing } from './writing.ts';

/** Why a model's files are not there, by the code that a refusal begins with. */
const UNREACHABLE = /^(?:offline|fetch_failed):/;

/** The likeliest words would be the same ones again. */
const VARIATION = 0.7;

/** The written answers of the open conversation, by the id of their turn; one is written at a time. */
export class WritingController implements ReactiveController {
  /** Which model would write; undefined as long as that is not known, null where none can run. */
  plan: GeneratorPlan | null | undefined;
  writings: ReadonlyMap<number, Writing> = new Map();
  /** What a screen reader is told: steps, and whole sentences as they are complete. */
  spoken: readonly SpokenLine[] = [];
  /** Called when an answer begins to be written and when that has ended. */
  onStep: (turn: number, writing: Writing) => void = () => undefined;
  private readonly host: ReactiveControllerHost;
  private planned: Rag | undefined;
  private planning: Promise<GeneratorPlan | null> | undefined;
  private running: AbortController | undefined;
  /** The turn whose answer is, or was last, being written here. */
  private turn: number | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.stop();
  }

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Looks which model would write here, once for each opened corpus. */
  async look(rag: Rag): Promise<void> {
    if (this.planned === rag) return;
    this.planned = rag;
    const planning = findPlan(rag);
    this.planning = planning;
    const plan = await planning;
    // What was found out before the last choice comes too late.
    if (this.planning !== planning) return;
    this.plan = plan;
    this.host.requestUpdate();
  }

  /** The same after another model was chosen, if it was looked before. */
  async lookAgain(): Promise<void> {
    const { planned } = this;
    this.planned = undefined;
    if (planned) await this.look(planned);
  }

  stop(): void {
    this.running?.abort();
  }

  /** Shows the answers of another conversation. What is being written in the present one is stopped before. */
  show(writings: ReadonlyMap<number, Writing>): void {
    if (this.running && this.turn !== undefined) {
      this.stop();
      this.running = undefined;
      this.patch(this.turn, { state: 'stopped' });
      this.step(this.turn);
    }
    this.writings = writings;
    this.spoken = [];
    this.host.requestUpdate();
  }

  /** Takes over what another tab has written; what is written here goes on. */
  merge(writings: ReadonlyMap<number, Writing>): void {
    const own = [...this.writings].filter(([turn]) => this.running && turn === this.turn);
    this.writings = new Map([...this.writings, ...writings, ...own]);
    this.host.requestUpdate();
  }

  /** Writes the answer to the question of this turn. */
  async write(rag: Rag, { id: turn, question, searchedAs, scope }: Turn): Promise<void> {
    if (this.running) return;
    const running = new AbortController();
    this.running = running;
    this.turn = turn;
    const before = this.writings.get(turn);
    const attempt = before?.state === 'written' || before?.state === 'withdrawn' ? before.attempt + 1 : 0;
    this.put(turn, { ...BLANK, attempt });
    this.step(turn);
    this.say(messages.loadingModel(this.plan?.title ?? ''));
    const startedAt = performance.now();
    const { signal } = running;
    const onProgress = (progress: Progress): void => this.patch(turn, { progress });
    try {
      const sampling = attempt === 0 ? {} : { sampling: { temperature: VARIATION, seed: attempt } };
      const limits = limitTo(scope);
      const options: AskOptions = { write: true, signal, onProgress, ...limits, ...sampling };
      for await (const event of rag.ask(searchedAs?.question ?? question, options))
        if (this.running === running) this.apply(turn, event);
      await this.explainFailure(rag, turn);
    } catch (error) {
      if (!signal.aborted) this.patch(turn, { state: 'failed', error: describeError(error) });
    }
    // Another conversation may be open by now.
    if (this.running !== running) return;
    const { state } = this.writings.get(turn) ?? BLANK;
    if (signal.aborted && (state === 'loading' || state === 'writing'))
      this.patch(turn, { state: 'stopped' });
    this.running = undefined;
    this.patch(turn, { elapsedMs: performance.now() - startedAt });
    this.step(turn);
    this.sayEnd(this.writings.get(turn) ?? BLANK);
    // What failed to load is no longer what would write.
    this.planned = undefined;
    await this.look(rag);
  }

  private apply(turn: number, event: AnswerEvent): void {
    const { state, text, sentences, citations } = this.writings.get(turn) ?? BLANK;
    // The quotes that follow in place of a withdrawn text stand above already.
    if (state === 'withdrawn') return;
    switch (event.type) {
      case 'sources':
        break;
      case 'token':
        if (state === 'loading') this.say(messages.answering);
        this.patch(turn, { state: 'writing', text: text + event.text });
        break;
      case 'citation':
        this.patch(turn, { citations: [...citations, event.citation] });
        break;
      case 'sentence':
        this.patch(turn, { sentences: [...sentences, event] });
        this.saySentence(text.slice(event.start, event.end), event.marks.length > 0);
        break;
      case 'withdrawn':
        this.patch(turn, { state: 'withdrawn', text: '', sentences: [], citations: [] });
        break;
      case 'done':
        this.patch(turn, writingOf(event));
    }
  }

  private step(turn: number): void {
    const writing = this.writings.get(turn);
    if (writing) this.onStep(turn, writing);
  }

  /** A model whose files could not be fetched is another matter than one that does not run here. */
  private async explainFailure(rag: Rag, turn: number): Promise<void> {
    if (this.writings.get(turn)?.state !== 'failed' || !this.plan?.missingBytes) return;
    const { generator } = await rag.status();
    const isUnreachable = generator.refused?.some(({ reason }) => UNREACHABLE.test(reason)) ?? false;
    if (isUnreachable) this.patch(turn, { error: messages.modelNotFetched(this.plan.title) });
  }

  private say(text: string): void {
    this.spoken = say(this.spoken, text);
    this.host.requestUpdate();
  }

  private saySentence(text: string, isSupported: boolean): void {
    const words = spokenSentence(text);
    if (words) this.say(isSupported ? words : `${words} ${messages.unsupportedMark}`);
  }

  private sayEnd({ state, citations, error }: Writing): void {
    if (state === 'written') this.say(messages.answerComplete(citations.length));
    else this.say(state === 'failed' && error ? error : messages.writingEnded[state]);
  }

  private patch(turn: number, change: Partial<Writing>): void {
    const before = this.writings.get(turn);
    // None when another conversation was opened meanwhile.
    if (before) this.put(turn, { ...before, ...change });
  }

  private put(turn: number, writing: Writing): void {
    this.writings = new Map(this.writings).set(turn, writing);
    this.host.requestUpdate();
  }
}

/** Where it cannot be told, nothing is offered; the quotes are there. */
async function findPlan(rag: Rag): Promise<GeneratorPlan | null> {
  try {
    return (await rag.planGenerator()) ?? null;
  } catch {
    return null;
  }
}
