interface Rectangle {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Where a letter is drawn, in the coordinates of its page (y upwards). */
export interface Extent {
  /** Where it begins on the baseline. */
  origin: readonly [x: number, y: number];
  ink: Rectangle;
  /** Size of its font on the page. */
  size: number;
  /** Of its baseline, in radians. */
  angle: number;
}

/** How far above the baseline, in font sizes: inside the body of every letter, above its line's lower edge. */
const BODY = 0.18;
/** Letters without a baseline that is worth the name: what they show is in the middle. */
const SQUARE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303F\uFF00-\uFF60]/u;

/**
 * The point by which a letter is told to be under a box: the middle of its ink along the line, and a little above the
 * baseline where it has ink there, else where its ink is nearest to that.
 */
export function pointOf(char: string, { origin, ink, size, angle }: Extent): [x: number, y: number] {
  const middle: [number, number] = [(ink.left + ink.right) / 2, (ink.top + ink.bottom) / 2];
  const quarter = Math.round(angle / (Math.PI / 2));
  if (SQUARE.test(char) || Math.abs(angle - (quarter * Math.PI) / 2) > 0.01) return middle;
  const [x, y] = origin;
  const body = BODY * size;
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return [middle[0], within(y + body, ink.bottom, ink.top)];
    case 1:
      return [within(x - body, ink.left, ink.right), middle[1]];
    case 2:
      return [middle[0], within(y - body, ink.bottom, ink.top)];
    default:
      return [within(x + body, ink.left, ink.right), middle[1]];
  }
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
