// Stretches of numbers: where values lie in them, what lies at a place, and where they are marked. For every double
// there is: neither two that differ in their last bit nor the largest ones take long, or end as NaN. Pure.

/** A scale from values to pixels or shares; on a log scale what is not positive has no place (NaN). */
export type Place = (value: number) => number;

/** Share of their size by which values differ at least, or a line is flat; charts/scale.py has the same. */
const NOISE = 1e-13;
/** What is smaller is too small to be divided by. */
const LEAST = 1e-300;
/** Whole numbers beyond this lack neighbours. */
const WHOLE = 2 ** 52;

export function placer(min: number, max: number, log: boolean, from: number, to: number): Place {
  const size = to - from;
  if (log) {
    const low = Math.log10(min);
    const width = Math.log10(max) - low || 1;
    return (value) => (value > 0 ? from + ((Math.log10(value) - low) / width) * size : NaN);
  }
  // A quarter of anything has finite differences, and is as exact where these are large.
  const part = Number.isFinite(max - min) ? 1 : 0.25;
  const low = min * part;
  const width = max * part - low || 1;
  return (value) => from + ((value * part - low) / width) * size;
}

/** What lies at a share of a stretch. */
export function valueAt(min: number, max: number, log: boolean, share: number): number {
  if (log) return 10 ** (Math.log10(min) * (1 - share) + Math.log10(max) * share);
  const width = max - min;
  return Number.isFinite(width) ? min + share * width : min * (1 - share) + max * share;
}

/** Whether two numbers differ by float noise only, or by less than can be drawn. */
export function isFlat(min: number, max: number): boolean {
  const width = max - min;
  return width < LEAST || width <= Math.max(Math.abs(min), Math.abs(max)) * NOISE;
}

/** A stretch around two numbers that are as good as one. */
export function around(min: number, max: number, share = 0.1): [number, number] {
  const size = Math.max(Math.abs(min), Math.abs(max));
  const air = size > LEAST ? size * share : 1;
  return [finite(min - air), finite(max + air)];
}

/** A number, held at the largest double. */
export function finite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** Digits of round steps; a quarter is one for labels that may have a decimal more. */
const DIGITS = [1, 2, 5, 10] as const;
export const QUARTERS = [1, 2, 2.5, 5, 10] as const;

/**
 * Round numbers from `min` to `max`, about `count` of them at most; both ends where doubles have no round ones between.
 */
export function evenSplits(min: number, max: number, count: number, digits: readonly number[] = DIGITS): number[] {
  const many = Math.max(1, count);
  return multiples(min, max, roundStep(max / many - min / many, digits), count);
}

/** The multiples of a step from `min` to `max`, but not many more than `count`. */
export function multiples(min: number, max: number, step: number, count: number): number[] {
  if (!(min < max)) return [];
  const first = Math.ceil(min / step - 1e-9);
  if (!(step > 0) || !(Math.max(Math.abs(min), Math.abs(max)) / step < WHOLE)) return [min, max];
  const splits: number[] = [];
  for (let turn = first; turn * step <= max + step * 1e-9 && turn <= first + count + 1; turn += 1) {
    const at = Number((turn * step).toPrecision(15));
    if (Number.isFinite(at)) splits.push(at === 0 ? 0 : at);
  }
  return splits;
}

/** The least of round digits times a power of ten that is not below `least`. */
export function roundStep(least: number, digits: readonly number[] = DIGITS): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = digits.find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(6));
}

/** The usual distance between marks, of which labels have their decimals. */
export function stepOf(splits: readonly number[]): number {
  const step = splits.length > 1 ? (splits[1] as number) - (splits[0] as number) : Math.abs(splits[0] ?? 1) || 1;
  return Number.isFinite(step) ? step : Number.MAX_VALUE;
}

/** Lowest and highest finite number, null where there is none. */
export function extentOf(values: Iterable<number>): [number, number] | null {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min <= max ? [min, max] : null;
}
