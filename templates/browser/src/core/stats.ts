// Means with Student's interval, as Python computes them (xreport/analysis/stats.py); tests hold both to the same
// vectors.

export interface Estimate {
  readonly n: number;
  readonly mean: number;
  /** Bounds of the 95 % interval; null for one value. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Mean and interval of finite values; null of none. */
export function meanCi(values: readonly number[]): Estimate | null {
  const n = values.length;
  if (n === 0) return null;
  if (n === 1) return { n, mean: values[0] as number, low: null, high: null };
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  // Scaled by a power of two, so that nothing overflows.
  const scale = 2 ** Math.floor(Math.log2(Math.max(Math.abs(least), Math.abs(most)) || 1));
  const scaled = values.map((value) => value / scale);
  const mean = clamp(sum(scaled) / n, least / scale, most / scale);
  const spread = Math.sqrt(sum(scaled.map((value) => (value - mean) ** 2)) / (n - 1));
  const half = ((tQuantile(n - 1) * spread) / Math.sqrt(n)) * scale;
  return { n, mean: mean * scale, low: mean * scale - half, high: mean * scale + half };
}

/** Neumaier's compensated sum: as good as Python's exact one, but for the last bit. */
function sum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
  }
  return total + lost;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** Student's t below which 97.5 % lie, by degrees of freedom from 1. */
const QUANTILES = [
  12.706204736174694, 4.302652729749462, 3.1824463052837078, 2.7764451051977934, 2.5705818356363146, 2.4469118511449786,
  2.364624251592784, 2.306004135204166, 2.262157162798205, 2.228138851986274, 2.200985160091639, 2.1788128296672284,
  2.1603686564627913, 2.144786687917804, 2.131449545559776, 2.1199052992212546, 2.1098155778333156, 2.1009220402410382,
  2.0930240544083087, 2.085963447265864, 2.0796138447276795, 2.0738730679040254, 2.0686576104190486, 2.0638985616280245,
  2.0595385527532972, 2.0555294386428735, 2.0518305164802846, 2.0484071417952454, 2.045229642132703, 2.0422724563012378,
];

/**
 * The same for any degrees of freedom: beyond the table by Cornish and Fisher's expansion, right to seven digits there.
 */
export function tQuantile(degrees: number): number {
  const known = QUANTILES[degrees - 1];
  if (known !== undefined) return known;
  const z = 1.959963984540054;
  const power = (exponent: number): number => z ** exponent;
  return (
    z +
    (power(3) + z) / (4 * degrees) +
    (5 * power(5) + 16 * power(3) + 3 * z) / (96 * degrees ** 2) +
    (3 * power(7) + 19 * power(5) + 17 * power(3) - 15 * z) / (384 * degrees ** 3) +
    (79 * power(9) + 776 * power(7) + 1482 * power(5) - 1920 * power(3) - 945 * z) / (92160 * degrees ** 4)
  );
}
