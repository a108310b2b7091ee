/** Kept from visit to visit, so that the page can say how fast a model was on this device. */
const KEY = 'cloister-speed';

type Speeds = Record<string, number>;

/** Notes how many tokens a second a model wrote here; the latest counts. */
export function recordSpeed(modelId: string, tokensPerSecond: number): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readSpeeds(), [modelId]: tokensPerSecond }));
  } catch {
    // Storage may be forbidden or full; the figure is a comfort, no more.
  }
}

/** Tokens a second that a model wrote on this device, the last time it did. */
export function recordedSpeed(modelId: string): number | undefined {
  const speed = readSpeeds()[modelId];
  return typeof speed === 'number' ? speed : undefined;
}

function readSpeeds(): Speeds {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') as Speeds;
  } catch {
    return {};
  }
}
