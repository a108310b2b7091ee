import { html, type TemplateResult } from 'lit';
import type { Timings } from '../../index.ts';
import { formatDuration } from '../describe.ts';
import { messages } from '../messages/messages.ts';
import { renderBar } from './score-bar.ts';

/** How long each step took, in the order of the steps. */
export function renderTimings(timings: Timings): TemplateResult {
  const steps = Object.entries(timings);
  const total = steps.reduce((sum, [, milliseconds]) => sum + milliseconds, 0);
  return html`
    <p class="why-hint">${messages.whyTimingsOf(formatDuration(total))}</p>
    <dl class="why-sides why-timings">
      ${steps.map(
        ([name, milliseconds]) =>
          html`<div>
            <dt>${nameStep(name)}</dt>
            <dd>
              ${renderBar(total > 0 ? milliseconds / total : 0)}
              <span class="why-value">${formatDuration(milliseconds)}</span>
            </dd>
          </div>`,
      )}
    </dl>
  `;
}

function nameStep(name: string): string {
  const steps: Readonly<Record<string, string>> = messages.whySteps;
  return steps[name] ?? messages.whyOtherStep(name);
}
