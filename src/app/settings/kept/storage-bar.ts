import { html, svg, type TemplateResult } from 'lit';
import { formatBytes } from '../../describe.ts';
import { messages } from '../../messages/messages.ts';
import { STORED_KINDS, type Stored } from './stored-kinds.ts';

/** Units across the bar. */
const WIDTH = 1000;

/** What is left between two parts. */
const GAP = 3;

/** The least that is drawn of a part, so that none is missing. */
const LEAST = 4;

/** One bar of what is kept, a part for each kind; what is drawn stands in words beside it. */
export function renderStorageBar({ kinds }: Stored): TemplateResult {
  const shown = STORED_KINDS.flatMap((kind) => {
    const bytes = kinds.get(kind);
    return bytes === undefined ? [] : [{ kind, bytes }];
  });
  const total = shown.reduce((sum, { bytes }) => sum + bytes, 0);
  const room = WIDTH - GAP * (shown.length - 1) - LEAST * shown.length;
  let x = 0;
  const parts = shown.map(({ kind, bytes }) => {
    const width = LEAST + (room * bytes) / Math.max(1, total);
    const part = svg`<rect class="part ${kind}" x=${x.toFixed(1)} y="0" width=${width.toFixed(1)} height="10" />`;
    x += width + GAP;
    return part;
  });
  const words = shown.map(({ kind, bytes }) => `${messages.storageKinds[kind]} ${formatBytes(bytes)}`);
  return html`
    <svg
      class="storage-bar"
      role="img"
      aria-label=${messages.storageBar(words.join(', '))}
      viewBox="0 0 ${WIDTH} 10"
      preserveAspectRatio="none"
    >
      ${parts}
    </svg>
  `;
}
