/** How far above its end a view may be and still count as at the end, in pixels. */
const TOLERANCE = 32;

/**
 * Looks whether a person is at the end of a scrolled view. What it returns is called when the view has grown, and brings
 * them to the new end if so.
 */
export function keepAtBottom(view: Element | null): (() => void) | undefined {
  if (!view || view.scrollHeight - view.scrollTop - view.clientHeight > TOLERANCE) return undefined;
  return () => view.scrollTo({ top: view.scrollHeight, behavior: 'instant' });
}
