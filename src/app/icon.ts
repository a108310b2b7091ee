import { noChange } from 'lit';
import { Directive, directive } from 'lit/directive.js';
import { createElement, type IconNode } from 'lucide';

/** One drawing of each icon, of which the page gets copies. */
const drawings = new Map<IconNode, SVGElement>();

function draw(icon: IconNode): Node {
  let drawing = drawings.get(icon);
  if (!drawing) {
    drawing = createElement(icon, { class: 'icon', 'aria-hidden': 'true' });
    drawings.set(icon, drawing);
  }
  return drawing.cloneNode(true);
}

/** Keeps its copy as long as the icon stays the same. */
class IconDirective extends Directive {
  private icon: IconNode | undefined;

  override render(icon: IconNode): unknown {
    if (icon === this.icon) return noChange;
    this.icon = icon;
    return draw(icon);
  }
}

/** An icon of the set, hidden from screen readers: the name stands beside it or labels its button. */
export const renderIcon: (icon: IconNode) => unknown = directive(IconDirective);
