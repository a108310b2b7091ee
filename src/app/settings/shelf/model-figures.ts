import { html, nothing, type TemplateResult } from 'lit';
import { formatBytes } from '../../describe.ts';
import { messages } from '../../messages/messages.ts';
import type { ModelDesk } from './model-desk.ts';
import { formatMemory } from './model-words.ts';

/** Where the figures come from, and how an operator adds more models. */
export function renderModelFigures({ fits, room }: ModelDesk): TemplateResult {
  const [fit] = fits.values();
  const [available, device] = [formatMemory(fit?.roomBytes ?? 0), formatMemory(fit?.deviceBytes ?? 0)];
  return html`
    <section aria-labelledby="models-figures">
      <h3 id="models-figures">${messages.figuresTitle}</h3>
      ${
        fit
          ? html`<p>
              ${
                fit.isDeviceKnown
                  ? messages.figuresMemory(available, device)
                  : messages.figuresMemoryUnknown(available, device)
              }
            </p>`
          : nothing
      }
      <p>${messages.figuresModel}</p>
      ${room ? html`<p>${messages.figuresRoom(formatBytes(room.used), formatBytes(room.quota))}</p>` : nothing}
      <p>${messages.addMoreModels}</p>
    </section>
  `;
}
