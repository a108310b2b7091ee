import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { Citation } from '../../index.ts';
import { describeAnchor } from '../describe.ts';
import { LightElement } from '../light-element.ts';
import { showName } from '../shown-name.ts';
import { placeBeside } from './place-beside.ts';
import { renderQuoted } from './quoted-words.ts';

/** A button that opens a citation. Its card is shown where it is pointed at, focused or pressed for long. */
export interface CitedElement extends HTMLElement {
  citation?: Citation;
}

/** How long the pointer rests before a card comes, and how long it may be on its way to the card. */
const REST_MS = 120;
const LEAVE_MS = 200;
/** How long a finger presses, and how far it may move. */
const PRESS_MS = 450;
const PRESS_PIXELS = 10;

/**
 * Shows what a mark stands for: the document, the place and the quoted words in their sentence. There is one for all
 * marks beside it. It can be reached by the pointer, stays as long as that or the focus is there, and goes at Escape.
 */
export class CitationCard extends LightElement {
  static override properties: PropertyDeclarations = { owner: { state: true } };
  static readonly tag = 'cloister-card';
  /** The button whose card is shown. */
  declare private owner: CitedElement | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private press: { x: number; y: number; isLong: boolean } | undefined;
  private listening: AbortController | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.id ||= 'citation-card';
    this.setAttribute('role', 'tooltip');
    this.setAttribute('popover', 'manual');
    this.listening = new AbortController();
    const { signal } = this.listening;
    const scope = this.parentElement;
    const on = <Name extends keyof HTMLElementEventMap>(
      name: Name,
      handle: (event: HTMLElementEventMap[Name]) => void,
    ): void => scope?.addEventListener(name, handle, { signal, capture: true });
    on('pointerover', this.point);
    on('pointerout', this.leave);
    on('focusin', ({ target }) => isCited(target) && target.matches(':focus-visible') && this.open(target));
    on('focusout', ({ target }) => target === this.owner && this.close());
    on('pointerdown', this.begin);
    on('pointermove', this.move);
    on('pointerup', this.end);
    on('pointercancel', this.end);
    on('click', this.take);
    on('contextmenu', (event) => this.press?.isLong && event.preventDefault());
    on('scroll', this.follow);
    document.addEventListener('keydown', this.key, { signal, capture: true });
    document.addEventListener('pointerdown', this.pointElsewhere, { signal, capture: true });
  }

  override disconnectedCallback(): void {
    this.close();
    this.listening?.abort();
    super.disconnectedCallback();
  }

  close(): void {
    clearTimeout(this.timer);
    this.owner?.removeAttribute('aria-describedby');
    this.owner = undefined;
    if (this.isConnected && this.matches(':popover-open')) this.hidePopover();
  }

  protected override render(): TemplateResult | typeof nothing {
    const citation = this.owner?.citation;
    if (!citation) return nothing;
    const place = describeAnchor(citation.anchor);
    return html`
      <p class="card-place">
        <strong dir="auto">${showName(citation.document)}</strong>
        ${place ? html`<span dir="auto">${place}</span>` : nothing}
      </p>
      ${renderQuoted(clip(citation))}
    `;
  }

  private open(owner: CitedElement): void {
    clearTimeout(this.timer);
    if (this.owner === owner) return;
    this.close();
    this.owner = owner;
    owner.setAttribute('aria-describedby', this.id);
    // At once, as the description belongs to what has the focus now.
    this.performUpdate();
    placeBeside(this, owner);
  }

  private later(milliseconds: number, action: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(action, milliseconds);
  }

  private readonly point = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    if (this.contains(event.target as Node)) return clearTimeout(this.timer);
    const owner = citedAt(event.target);
    if (owner) this.later(REST_MS, () => this.open(owner));
  };

  private readonly leave = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') return;
    const isOwn = this.contains(event.target as Node) || citedAt(event.target) !== undefined;
    if (isOwn && !this.owner?.matches(':focus-visible')) this.later(LEAVE_MS, () => this.close());
  };

  private readonly begin = (event: PointerEvent): void => {
    const owner = event.pointerType === 'touch' ? citedAt(event.target) : undefined;
    this.press = owner && { x: event.clientX, y: event.clientY, isLong: false };
    if (!owner) return;
    this.later(PRESS_MS, () => {
      if (this.press) this.press.isLong = true;
      this.open(owner);
    });
  };

  private readonly move = ({ clientX, clientY }: PointerEvent): void => {
    const { press } = this;
    if (!press || press.isLong) return;
    if (Math.hypot(clientX - press.x, clientY - press.y) > PRESS_PIXELS) this.end();
  };

  private readonly end = (): void => {
    if (this.press && !this.press.isLong) clearTimeout(this.timer);
  };

  /** The click that ends a long press is none. */
  private readonly take = (event: MouseEvent): void => {
    const { press } = this;
    this.press = undefined;
    if (press?.isLong) {
      event.preventDefault();
      event.stopPropagation();
    } else if (citedAt(event.target)) this.close();
  };

  private readonly pointElsewhere = ({ target }: PointerEvent): void => {
    if (this.owner && !this.contains(target as Node) && citedAt(target) !== this.owner) this.close();
  };

  /** Escape takes the card away and does nothing else. */
  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.owner) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private readonly follow = (): void => {
    if (this.owner) placeBeside(this, this.owner);
  };
}

/** Words around the quoted ones that a card has room for. */
const CARD_CHARACTERS = 360;

/** The citation with no more than a card's worth of its quote, around the answering words. */
function clip(citation: Citation): Citation {
  const { quote, mark } = citation;
  if (quote.length <= CARD_CHARACTERS || citation.header) return citation;
  const room = Math.max(0, CARD_CHARACTERS - (mark[1] - mark[0])) / 2;
  const from = Math.max(0, Math.floor(mark[0] - room));
  const to = Math.min(quote.length, Math.ceil(mark[1] + room), from + CARD_CHARACTERS);
  const [before, after] = [from > 0 ? '… ' : '', to < quote.length ? ' …' : ''];
  const shift = before.length - from;
  return {
    ...citation,
    quote: before + quote.slice(from, to) + after,
    mark: [mark[0] + shift, Math.min(mark[1], to) + shift],
  };
}

function isCited(target: EventTarget | null): target is CitedElement {
  return target instanceof HTMLElement && (target as CitedElement).citation !== undefined;
}

function citedAt(target: EventTarget | null): CitedElement | undefined {
  const button = target instanceof Element ? target.closest('button') : null;
  return isCited(button) ? button : undefined;
}

customElements.define(CitationCard.tag, CitationCard);

declare global {
  interface HTMLElementTagNameMap {
    'cloister-card': CitationCard;
  }
}
