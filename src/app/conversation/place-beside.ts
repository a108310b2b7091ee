/** Pixels between a card and what it is about, and between a card and the edge of the window. */
const GAP = 6;

/**
 * Opens a popover below the element that it is about, or above it where there is more room. Browsers with anchor
 * positioning do it by the style sheet.
 */
export function placeBeside(card: HTMLElement, owner: HTMLElement): void {
  if (!card.matches(':popover-open')) card.showPopover({ source: owner });
  if (!CSS.supports('position-area', 'block-end')) placeByHand(card, owner);
}

/** The same for browsers without. Physical sides, as rectangles have no others. */
export function placeByHand(card: HTMLElement, owner: HTMLElement): void {
  const about = owner.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const isBelow = about.bottom + GAP + height <= clientHeight || about.top < clientHeight - about.bottom;
  const top = isBelow ? about.bottom + GAP : about.top - GAP - height;
  const isLeft = getComputedStyle(owner).direction === 'rtl';
  const left = isLeft ? about.right - width : about.left;
  const clamp = (value: number, most: number): string => `${Math.max(GAP, Math.min(value, most - GAP))}px`;
  card.style.top = clamp(top, clientHeight - height);
  card.style.left = clamp(left, clientWidth - width);
}
