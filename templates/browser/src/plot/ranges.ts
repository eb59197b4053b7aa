// Where axes end.
import type { Extent } from "./view";

/** The range of y: what is there and a little air; a flat line lies in the middle. */
export function airY(extent: Extent | null, log: boolean): [number, number] {
  if (!extent) return log ? [0.1, 1] : [0, 1];
  const [min, max] = extent;
  if (log) {
    const spread = Math.max(Math.log10(max / min) * 0.05, 0.02);
    return [10 ** (Math.log10(min) - spread), 10 ** (Math.log10(max) + spread)];
  }
  const air = (max / 2 - min / 2) * 0.12 || Math.abs(max) * 0.1 || 1;
  return [Math.max(-Number.MAX_VALUE, min - air), Math.min(Number.MAX_VALUE, max + air)];
}

/** A range of x that is not empty. */
export function spreadX(extent: Extent | null, log: boolean): [number, number] {
  if (!extent) return log ? [1, 10] : [0, 1];
  const [min, max] = extent;
  if (min < max) return [min, max];
  return log ? [min / 2, max * 2] : [min - 1, max + 1];
}

/** Where a log axis is marked, about `count` places: powers of ten, with 2 and 5 between them, or round numbers in a narrow range. */
export function logSplits(min: number, max: number, count: number): number[] {
  if (!(min > 0) || !(max > min)) return [];
  const decades = Math.log10(max / min);
  if (decades < 0.7) return evenSplits(min, max, count);
  const digits = decades * 3 <= count ? [1, 2, 5] : [1];
  const stride = digits.length > 1 ? 1 : Math.max(1, Math.ceil(decades / count));
  const splits: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power += 1) {
    if (power % stride !== 0) continue;
    for (const digit of digits) splits.push(Number(`${digit}e${power}`));
  }
  const inside = splits.filter((at) => at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9));
  return inside.length > 1 ? inside : evenSplits(min, max, count);
}

/** Round numbers from `min` to `max`, `count` of them at most. */
export function evenSplits(min: number, max: number, count: number): number[] {
  const step = roundStep((max - min) / Math.max(1, count));
  const splits: number[] = [];
  for (let turn = Math.ceil(min / step - 1e-9); turn * step <= max + step * 1e-9 && splits.length <= count + 1; turn += 1) splits.push(Number((turn * step).toPrecision(12)));
  return splits;
}

/** The least of 1, 2, 5 times a power of ten that is not below `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const digit = [1, 2, 5, 10].find((candidate) => candidate * power >= least * (1 - 1e-9)) ?? 10;
  return Number((digit * power).toPrecision(6));
}

/** Steps are integers: their axis marks no half ones, but where so little is seen that there would be no mark at all. */
export function stepIncrements(min: number, max: number): number[] {
  return max - min >= 2 ? WHOLE : [...PARTS, ...WHOLE];
}

const DIGITS = [1, 2, 5];
const WHOLE = DIGITS.flatMap((digit) => Array.from({ length: 13 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b);
const PARTS = DIGITS.flatMap((digit) => Array.from({ length: 12 }, (_, power) => Number(`${digit}e-${power + 1}`))).sort((a, b) => a - b);
