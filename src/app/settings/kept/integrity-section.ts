import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { openModels, type CheckReport, type Rag } from '../../../index.ts';
import { describeError, formatBytes } from '../../describe.ts';
import { LightElement } from '../../light-element.ts';
import { messages } from '../../messages/messages.ts';

interface Finding {
  kind: 'news' | 'trouble';
  text: string;
}

interface Step {
  text: string;
  done: number;
  total: number;
}

/** Checks everything that is stored, and says what it found. Emits `storage-changed`. */
export class IntegritySection extends LightElement {
  static override properties: PropertyDeclarations = {
    rag: { attribute: false },
    step: { state: true },
    findings: { state: true },
  };
  declare rag: Rag | undefined;
  /** What is being checked now. */
  declare private step: Step | undefined;
  declare private findings: readonly Finding[];
  private stop: AbortController | undefined;

  constructor() {
    super();
    this.findings = [];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.abort();
  }

  protected override render(): TemplateResult {
    const { step } = this;
    return html`
      <section aria-labelledby="storage-integrity">
        <h3 id="storage-integrity">${messages.integrityTitle}</h3>
        <p>${messages.integrityHint}</p>
        <p class="model-actions">
          <button type="button" ?disabled=${!this.rag} @click=${this.toggle}>
            ${step ? messages.integrityStop : messages.integrityStart}
          </button>
        </p>
        ${
          step
            ? html`<p class="model-work">${step.text}</p>
                <progress aria-label=${step.text} max=${step.total} .value=${step.done}></progress>`
            : nothing
        }
        <div role="status">
          ${this.findings.map(
            ({ kind, text }) => html`<p class=${kind === 'trouble' ? 'trouble' : 'model-said'}>${text}</p>`,
          )}
        </div>
      </section>
    `;
  }

  private readonly toggle = async (): Promise<void> => {
    const { rag } = this;
    if (this.stop || !rag) return this.stop?.abort();
    const stop = new AbortController();
    this.stop = stop;
    this.findings = [];
    this.step = { text: messages.integrityRunning(0, 0), done: 0, total: 1 };
    try {
      const report = await this.checkDocuments(rag, stop.signal);
      const altered = await this.checkModels(stop.signal);
      this.findings = [...describeReport(report, altered.length === 0), ...altered];
    } catch (error) {
      const text = stop.signal.aborted ? messages.integrityStopped : describeError(error);
      this.findings = [{ kind: stop.signal.aborted ? 'news' : 'trouble', text }];
    }
    this.stop = undefined;
    this.step = undefined;
    this.emit('storage-changed', undefined);
  };

  private checkDocuments(rag: Rag, signal: AbortSignal): Promise<CheckReport> {
    return rag.check({
      signal,
      onProgress: ({ done, total }) => {
        this.step = { text: messages.integrityRunning(done + 1, total), done, total };
      },
    });
  }

  private async checkModels(signal: AbortSignal): Promise<Finding[]> {
    // A browser that keeps no files has none to check.
    const shelf = await openModels().catch(() => undefined);
    const findings: Finding[] = [];
    for (const { id, title, storedBytes } of (await shelf?.list()) ?? []) {
      if (storedBytes === 0) continue;
      const text = messages.integrityModels(title);
      const altered = await shelf?.verify(id, {
        signal,
        onProgress: ({ done, total }) => (this.step = { text, done, total }),
      });
      if (altered?.length)
        findings.push({ kind: 'trouble', text: messages.integrityModelFiles(title, altered.join(', ')) });
    }
    return findings;
  }
}

function describeReport(report: CheckReport, areModelsSound: boolean): Finding[] {
  const { repaired, lost, documents, bytes } = report;
  if (repaired.length === 0 && lost.length === 0 && areModelsSound) {
    const text = messages.integritySound(messages.documentCount(documents), formatBytes(bytes));
    return [{ kind: 'news', text }];
  }
  const findings: Finding[] = [];
  for (const [kind, parts] of [
    ['news', repaired],
    ['trouble', lost],
  ] as const) {
    if (parts.length === 0) continue;
    const count = kind === 'news' ? messages.integrityRepaired : messages.integrityLost;
    findings.push({ kind, text: count(parts.length) });
    for (const { document, message } of parts)
      findings.push({ kind, text: messages.integrityFinding(document, message) });
  }
  return findings;
}

customElements.define('cloister-integrity', IntegritySection);
