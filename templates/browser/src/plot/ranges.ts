// Where axes end, and where they are marked.
import { around, evenSplits, finite, isFlat, multiples, roundStep } from "../core/spans";
import { TIME_STEPS } from "./time";
import type { Extent } from "./view";

/** The range of y: what is there and a little air; a flat line lies in the middle. */
export function airY(extent: Extent | null, log: boolean): [number, number] {
  if (!extent) return log ? [0.1, 1] : [0, 1];
  const [min, max] = extent;
  if (log) {
    const [low, high] = [Math.log10(min), Math.log10(max)];
    const spread = Math.max((high - low) * 0.05, 0.02);
    return [Math.max(Number.MIN_VALUE, 10 ** (low - spread)), finite(10 ** (high + spread))];
  }
  if (isFlat(min, max)) return around(min, max);
  const air = (max / 2 - min / 2) * 0.12;
  return [finite(min - air), finite(max + air)];
}

/** A range of x that is not empty. */
export function spreadX(extent: Extent | null, log: boolean): [number, number] {
  if (!extent) return log ? [1, 10] : [0, 1];
  const [min, max] = extent;
  if (min < max) return [min, max];
  if (log) return [Math.max(Number.MIN_VALUE, min / 2), finite(max * 2)];
  return Math.abs(min) < 1e9 ? [min - 1, max + 1] : around(min, max, 1e-6);
}

/**
 * Where a log axis is marked, about `count` places: powers of ten, with 2 and 5 between them, or round numbers in a
 * narrow range.
 */
export function logSplits(min: number, max: number, count: number): number[] {
  if (!(min > 0) || !(max > min)) return [];
  const decades = Math.log10(max) - Math.log10(min);
  if (decades < 0.7) return evenSplits(min, max, count);
  const digits = decades * 3 <= count ? [1, 2, 5] : [1];
  const stride = digits.length > 1 ? 1 : Math.max(1, Math.ceil(decades / count));
  const splits: number[] = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power += 1) {
    if (power % stride !== 0) continue;
    for (const digit of digits) splits.push(Number(`${digit}e${power}`) || Number.MIN_VALUE);
  }
  const inside = splits.filter((at) => Number.isFinite(at) && at >= min * (1 - 1e-9) && at <= max * (1 + 1e-9));
  return inside.length > 1 ? inside : evenSplits(min, max, count);
}

/**
 * Steps are integers: their axis marks no half ones, but where so little is seen that there would be no mark at all.
 */
export function stepSplits(min: number, max: number, count: number): number[] {
  return max - min >= 2
    ? multiples(min, max, Math.max(1, roundStep((max - min) / Math.max(1, count))), count)
    : evenSplits(min, max, count);
}

/** Times are marked where clocks turn, and beyond that by round numbers of days. */
export function timeSplits(min: number, max: number, count: number): number[] {
  const least = (max - min) / Math.max(1, count);
  const step = TIME_STEPS.find((one) => one >= least) ?? roundStep(least / DAY) * DAY;
  return multiples(min, max, step, count);
}

const DAY = 86_400;
