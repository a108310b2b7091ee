import { html, nothing, type TemplateResult } from 'lit';
import { messages } from '../messages/messages.ts';
import type { OfflineController } from './offline-controller.ts';

/**
 * One line that offers a new version of the app, or to reload a page that is older than the others.
 *
 * @param isBusy Whether an answer or an import is under way, which a new version must not cut off.
 */
export function renderVersionOffer(
  { hasUpdate, isOutdated, useNewVersion }: OfflineController,
  isBusy: boolean,
): TemplateResult | typeof nothing {
  if (!hasUpdate && !isOutdated) return nothing;
  return html`
    <p class="banner version" role="status">
      ${hasUpdate ? messages.newVersion : messages.outdated}
      ${
        isBusy
          ? messages.newVersionLater
          : html`<button type="button" class="quiet" @click=${useNewVersion}>
              ${messages.useNewVersion}
            </button>`
      }
    </p>
  `;
}

/** Whether the app works without its server, in words. */
export function describeOffline({ state, reason, damages }: OfflineController): string {
  const repaired = damages.filter((damage) => damage.repaired).length;
  const lost = damages.length - repaired;
  return [
    state === 'unavailable' ? messages.offlineUnavailable(reason) : messages.offline[state],
    repaired > 0 ? messages.filesRepaired(repaired) : '',
    lost > 0 ? messages.filesLost(lost) : '',
  ]
    .filter(Boolean)
    .join(' ');
}
