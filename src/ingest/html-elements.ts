const set = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));

/** Elements that begin and end a line of their own (HTML Standard, 15.3). */
export const BLOCK_ELEMENTS: ReadonlySet<string> = set(`
  address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
  footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p plaintext
  pre search section summary table tbody td tfoot th thead title tr ul xmp`);

/** What a browser does not show as text, or shows only as a control, and the readings above East Asian characters. */
const UNSEEN: ReadonlySet<string> = set(`
  script style template noscript noembed noframes iframe object embed applet canvas svg audio video map picture
  select datalist textarea progress meter rt rp annotation annotation-xml`);

/** Landmarks around the content of a page, by their ARIA role. */
const FRAME_ROLES: ReadonlySet<string> = set(
  'navigation banner contentinfo search dialog alertdialog menu menubar toolbar',
);

/** Class names and ids by which widespread generators mark what belongs to the site and not to the text. */
const FRAME_NAMES: ReadonlySet<string> = set(`
  toc table-of-contents navheader navfooter navbar navbox breadcrumb breadcrumbs sphinxsidebar mw-editsection
  mw-jump-link printfooter catlinks noprint cookie-banner cookie-notice skip-link screen-reader-text sr-only
  visually-hidden linenos lineno linenodiv gutter blob-num`);

/** Inside one of these a header, a footer or an aside belongs to the text, not to the site. */
export const TEXT_ELEMENTS: ReadonlySet<string> = set('main article section blockquote figure');

/** Marks that generators append to headings as links to themselves. */
export const SELF_LINKS: ReadonlySet<string> = set('¶ # § 🔗 ⚓ ↑ ↩ ↩︎');

/** What about an element decides whether it is left out. */
export interface ElementContext {
  /** An open `main`, `article`, `section` … holds it. */
  isInText: boolean;
  /** An open heading, `summary` or `dt` holds it: there a button is what one reads. */
  isInHeading: boolean;
  /** Read the site's frame too, for a page that consists of nothing else. */
  keepFrame: boolean;
}

/** True when a reader of the page does not see the element, or it is the site's frame around the text. */
export function isLeftOut(
  name: string,
  attributes: ReadonlyMap<string, string>,
  context: ElementContext,
): boolean {
  if (UNSEEN.has(name)) return true;
  if (name === 'nav') return !context.keepFrame;
  if (name === 'button') return !context.isInHeading;
  if (name === 'dialog') return !attributes.has('open');
  if ((name === 'footer' || name === 'aside') && !context.isInText) return !context.keepFrame;
  return attributes.size > 0 && (isHidden(attributes) || (!context.keepFrame && isFrame(attributes)));
}

function isHidden(attributes: ReadonlyMap<string, string>): boolean {
  if (attributes.has('hidden') || attributes.get('aria-hidden') === 'true') return true;
  const style = attributes.get('style');
  return style !== undefined && /(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}

function isFrame(attributes: ReadonlyMap<string, string>): boolean {
  if (FRAME_ROLES.has(attributes.get('role') ?? '')) return true;
  const names = `${attributes.get('class') ?? ''} ${attributes.get('id') ?? ''}`;
  return names !== ' ' && names.split(/\s+/).some((name) => FRAME_NAMES.has(name));
}
