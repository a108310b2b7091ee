import { html, nothing, type TemplateResult } from 'lit';
import { builtInEmbedders, type ModelManifest, type Status } from '../../index.ts';
import { formatBytes } from '../describe.ts';
import { messages } from '../messages/messages.ts';

/** The embedder that would know the documents' languages, where the present one does not. */
function recommendedEmbedder(status: Status | undefined): ModelManifest | undefined {
  return builtInEmbedders.find(({ id }) => id === status?.recommendedEmbedder?.id);
}

/** One line that says what is missed without another model, and how large that is; nothing once that is being changed. */
export function renderLanguageAdvice(
  status: Status | undefined,
  use: (embedder: ModelManifest) => void,
): TemplateResult | typeof nothing {
  const embedder = recommendedEmbedder(status);
  const isUnderWay = status?.switching && !status.switching.error;
  // Without any search by meaning the advice would name the wrong trouble.
  if (!embedder || isUnderWay || status?.embedderError) return nothing;
  const bytes = embedder.files.reduce((sum, file) => sum + file.bytes, 0);
  return html`
    <p class="advice" title=${status?.recommendedEmbedder?.reason ?? nothing}>
      ${messages.otherLanguages}
      <button type="button" class="quiet" @click=${() => use(embedder)}>
        ${messages.useEveryLanguage(formatBytes(bytes))}
      </button>
    </p>
  `;
}
