/** How fast a model was on this device, the last time it was measured. */
export interface MeasuredSpeed {
  /** Tokens that it wrote, or passages that it made vectors of. */
  unit: 'tokens' | 'passages';
  perSecond: number;
  /** Milliseconds since 1970; absent where an earlier version measured it. */
  measuredAt?: number;
}

/** Kept from visit to visit, so that the page can say how fast a model was on this device. */
const KEY = 'cloister-speed';

/** Earlier versions kept tokens a second and nothing else. */
type Speeds = Record<string, number | MeasuredSpeed>;

/** Notes how fast a model was here, where that was measured; the latest figure counts. */
export function recordSpeed(
  modelId: string | undefined,
  unit: MeasuredSpeed['unit'],
  perSecond: number | undefined,
): void {
  if (modelId === undefined || perSecond === undefined) return;
  // It is the one from before, told again.
  if (recordedSpeed(modelId)?.perSecond === perSecond) return;
  try {
    const speed: MeasuredSpeed = { unit, perSecond, measuredAt: Date.now() };
    localStorage.setItem(KEY, JSON.stringify({ ...readSpeeds(), [modelId]: speed }));
  } catch {
    // Storage may be forbidden or full; the figure is a comfort, no more.
  }
}

/** How fast a model was on this device, as far as it was ever measured. */
export function recordedSpeed(modelId: string): MeasuredSpeed | undefined {
  const speed = readSpeeds()[modelId];
  if (typeof speed === 'number') return { unit: 'tokens', perSecond: speed };
  return typeof speed?.perSecond === 'number' ? speed : undefined;
}

function readSpeeds(): Speeds {
  try {
    return (JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {}) as Speeds;
  } catch {
    return {};
  }
}
