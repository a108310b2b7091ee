const bits = new Uint32Array(1);
const float = new Float32Array(bits.buffer);

/** The value of each of the 65,536 half-precision patterns (IEEE 754 binary16), by pattern. Exact in 32 bits. */
export const FLOAT16_VALUES: Float32Array = Float32Array.from({ length: 1 << 16 }, (_, half) => {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
});

/**
 * The half-precision pattern nearest to a 32-bit float; of two equally near ones the even one, as IEEE 754 rounds.
 * What is too large becomes infinite.
 */
export function toFloat16(value: number): number {
  float[0] = value;
  const pattern = bits[0] ?? 0;
  const sign = (pattern >>> 16) & 0x8000;
  const magnitude = pattern & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x47800000) return sign | 0x7c00;
  if (magnitude < 0x38800000) return sign | roundToEven(Math.abs(float[0] ?? 0) * 2 ** 24);
  // 13 bits of the fraction go, and 112 steps of the exponent.
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
