/** What opens a source: the marks in written answers, and the buttons below quotes and passages. */
const MARKS = 'button.mark, button.citation';

/**
 * Moves the focus to the next or the previous mark of a conversation, from the one that has it, else from what is in the
 * middle of the view. Returns the mark, or nothing where there is none in that direction.
 */
export function moveToMark(conversation: ParentNode, step: 1 | -1): HTMLElement | undefined {
  const marks = [...conversation.querySelectorAll<HTMLElement>(MARKS)];
  const { activeElement } = document;
  const at = marks.findIndex((mark) => mark === activeElement);
  const next = at >= 0 ? marks[at + step] : nearest(marks, step);
  next?.focus({ focusVisible: true });
  next?.scrollIntoView({ block: 'nearest' });
  return next;
}

/**
 * Keys of a conversation: `[` and `]` go to the previous and the next mark; Enter opens it, as it is a button. Returns
 * whether the key was one of them. Keys that are typed into a field are none.
 */
export function handleMarkKey(event: KeyboardEvent, conversation: ParentNode): boolean {
  const { key, target } = event;
  if ((key !== '[' && key !== ']') || event.metaKey) return false;
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
    return false;
  // A German keyboard needs AltGr for them, which is Ctrl and Alt at once.
  if (event.ctrlKey !== event.altKey) return false;
  event.preventDefault();
  moveToMark(conversation, key === ']' ? 1 : -1);
  return true;
}

/** Of the marks that the focus is not on, the first one below the edge of the view, or the last one above it. */
function nearest(marks: readonly HTMLElement[], step: 1 | -1): HTMLElement | undefined {
  const isBelow = (mark: HTMLElement): boolean => mark.getBoundingClientRect().top >= 0;
  return step > 0
    ? (marks.find(isBelow) ?? marks.at(-1))
    : (marks.findLast((mark) => !isBelow(mark)) ?? marks[0]);
}
