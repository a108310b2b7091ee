import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The pages of the settings, in the order in which they are listed. */
export const SETTINGS_PAGES = ['models', 'storage', 'privacy', 'appearance', 'about'] as const;

export type SettingsPage = (typeof SETTINGS_PAGES)[number];

/** What a turn may cite in: the quotes of its answer, what a model wrote, and the passages that are offered instead. */
const CITING = ['', 'w', 'p'] as const;

/** The source that is open beside a conversation: a citation of one of its turns. */
export interface SourcePlace {
  /** The id of the turn. */
  turn: number;
  /** Where in the turn: '' for the quotes, 'w' for what a model wrote, 'p' for passages. */
  in: (typeof CITING)[number];
  /** The number of the citation there, from 1. */
  citation: number;
}

/** Where a person is: every place has an address of its own. */
export type Place =
  /** Without an id: a new conversation. */
  { kind: 'conversation'; id?: string; source?: SourcePlace } | { kind: 'settings'; page: SettingsPage };

/**
 * The place of an address' fragment: `#/`, `#/c/ID`, `#/c/ID/source/TURN.CITATION`, `#/settings/PAGE`. What is none of
 * these is the start.
 */
export function parsePlace(fragment: string): Place {
  const [area, name = '', what, which = ''] = fragment.replace(/^#?\/?/, '').split('/');
  if (area === 'settings')
    return { kind: 'settings', page: SETTINGS_PAGES.find((page) => page === name) ?? SETTINGS_PAGES[0] };
  if (area !== 'c' || !/^[\w-]+$/.test(name)) return { kind: 'conversation' };
  const numbers = /^(?<turn>\d{1,9})\.(?<list>[wp]?)(?<citation>\d{1,9})$/.exec(which)?.groups;
  if (what !== 'source' || !numbers) return { kind: 'conversation', id: name };
  return {
    kind: 'conversation',
    id: name,
    source: {
      turn: Number(numbers['turn']),
      in: CITING.find((list) => list === numbers['list']) ?? '',
      citation: Number(numbers['citation']),
    },
  };
}

/** The fragment that `parsePlace` reads as this place. */
export function formatPlace(place: Place): string {
  if (place.kind === 'settings') return `#/settings/${place.page}`;
  if (place.id === undefined) return '#/';
  const { source } = place;
  return `#/c/${place.id}${source ? `/source/${formatSource(source)}` : ''}`;
}

/** How an address names a source: `TURN.CITATION`. */
export function formatSource({ turn, in: list, citation }: SourcePlace): string {
  return `${turn}.${list}${citation}`;
}

/** What the browser's history keeps with a place: the one that it was reached from. */
interface Step {
  from: string;
}

/** Keeps the page and its address in step, so that Back, reload and bookmarks do what people expect. */
export class RouteController implements ReactiveController {
  place: Place = parsePlace(location.hash);
  /** The conversation that was open last, to go back to. */
  conversation: Place = this.place.kind === 'conversation' ? this.place : { kind: 'conversation' };
  private readonly host: ReactiveControllerHost;
  private readonly arrive: (place: Place) => void;
  /** Whether the browser is on its way back, which it takes its time for. */
  private isLeaving = false;
  /** Where a person wants to go meanwhile. */
  private next: Place | undefined;

  /** @param arrive called with each place that a person goes to, not with the first one. */
  constructor(host: ReactiveControllerHost, arrive: (place: Place) => void = () => undefined) {
    this.host = host;
    this.arrive = arrive;
    host.addController(this);
  }

  hostConnected(): void {
    globalThis.addEventListener('popstate', this.read);
  }

  hostDisconnected(): void {
    globalThis.removeEventListener('popstate', this.read);
  }

  /** Goes to a place, which Back leaves again. */
  go(place: Place): void {
    if (this.isLeaving) return void (this.next = place);
    if (formatPlace(place) === formatPlace(this.place)) return;
    const step: Step = { from: formatPlace(this.place) };
    history.pushState(step, '', formatPlace(place));
    this.read();
  }

  /** Leaves the present place for this one: by Back where that leads there, so that places do not pile up. */
  leave(place: Place): void {
    const step = history.state as Partial<Step> | null;
    if (step?.from !== formatPlace(place)) {
      history.replaceState(history.state, '', formatPlace(place));
      return this.read();
    }
    this.next = undefined;
    if (!this.isLeaving) history.back();
    this.isLeaving = true;
  }

  /** Gives the present place another address, for which Back does not stop. */
  replace(place: Place): void {
    if (this.isLeaving) return void (this.next = place);
    history.replaceState(history.state, '', formatPlace(place));
    this.move(place);
  }

  /** A link of the page changes the fragment by itself, which is told by `popstate` too. */
  private readonly read = (): void => {
    const { next } = this;
    this.next = undefined;
    this.isLeaving = false;
    this.move(parsePlace(location.hash));
    if (next && formatPlace(next) !== formatPlace(this.place)) this.go(next);
    else this.arrive(this.place);
  };

  private move(place: Place): void {
    this.place = place;
    if (place.kind === 'conversation') this.conversation = place;
    this.host.requestUpdate();
  }
}
