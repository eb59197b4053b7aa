// What of a curve is in view, in no more points than the screen can show. No spike is lost: see `envelope`.
import { type Place, placer, valueAt } from "../core/spans";
import type { Curve } from "./curve";

/** The first index at which x is at least `value`. */
export function lowerBound(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first index at which x is beyond `value`. */
export function upperBound(x: ArrayLike<number>, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((x[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The part of a curve from `min` to `max`, with one point more on either side so that lines leave the view as they
 * should.
 */
function slice(curve: Curve, min: number, max: number): Curve {
  const from = Math.max(0, lowerBound(curve.x, min) - 1);
  const to = Math.min(curve.x.length, upperBound(curve.x, max) + 1);
  return { x: part(curve.x, from, to), y: part(curve.y, from, to) };
}

function part(values: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return values instanceof Float64Array ? values.subarray(from, to) : Array.prototype.slice.call(values, from, to);
}

/** What an even axis is linear in: of quarters all differences are finite. */
export const quarter: Place = (value) => value / 4;

/**
 * The curve between `min` and `max` as `buckets` pixel columns can show it: of each column the first, lowest, highest
 * and last point, and the first that is not finite, in their order. Drawn, that is the same picture as all points.
 * `place` turns x into what the axis is linear in.
 */
export function envelope(curve: Curve, min: number, max: number, buckets: number, place: Place = quarter): Curve {
  const seen = slice(curve, min, max);
  const size = seen.x.length;
  if (size <= buckets * 4) return seen;
  const start = place(Math.max(min, seen.x[0] as number));
  const width = (place(max) - start) / buckets || 1;
  const x: number[] = [];
  const y: number[] = [];
  const keep = new Set<number>();
  const columnOf = (index: number): number => Math.floor((place(seen.x[index] as number) - start) / width);
  const flush = (): void => {
    for (const index of [...keep].sort((a, b) => a - b)) {
      x.push(seen.x[index] as number);
      y.push(seen.y[index] as number);
    }
    keep.clear();
  };
  for (let index = 0; index < size; ) {
    const column = columnOf(index);
    let low = -1;
    let high = -1;
    let gap = -1;
    keep.add(index);
    do {
      const value = seen.y[index] as number;
      if (!Number.isFinite(value)) gap = gap < 0 ? index : gap;
      else {
        if (low < 0 || value < (seen.y[low] as number)) low = index;
        if (high < 0 || value > (seen.y[high] as number)) high = index;
      }
      index += 1;
    } while (index < size && columnOf(index) === column);
    keep.add(index - 1);
    for (const found of [low, high, gap]) if (found >= 0) keep.add(found);
    flush();
  }
  return { x, y };
}

export type Extent = readonly [min: number, max: number];

/**
 * Heights at both ends of a view of the lines that cross them, as they are drawn: straight where the axes are even, on
 * log axes too. Without them a view between two points would be empty. None at a gap, nor where a log axis has no
 * place.
 */
function edgesY({ x, y }: Curve, min: number, max: number, logY = false, logX = false): number[] {
  return [min, max].flatMap((at) => {
    const right = lowerBound(x, at);
    if (right === 0 || right >= x.length || x[right] === at) return [];
    const ends = [x[right - 1], x[right], at].map((value) => flat(value as number, logX));
    const heights = [y[right - 1], y[right]].map((value) => flat(value as number, logY));
    if (![...ends, ...heights].every(Number.isFinite)) return [];
    const [from, to, here] = ends as [number, number, number];
    const [low, high] = heights as [number, number];
    const share = placer(from, to, false, 0, 1)(here);
    const height = low * (1 - share) + high * share; // no difference: that of the largest numbers overflows
    return [logY ? 10 ** height : height];
  });
}

/** What an axis is linear in; of what a log axis has no place for, NaN. */
function flat(value: number, log: boolean): number {
  return log ? (value > 0 ? Math.log10(value) : NaN) : value;
}

/** Lowest and highest finite y of lines between two x; on a log axis, of what it can show. Null if there is none. */
export function extentY(curves: readonly Curve[], min: number, max: number, logY = false, logX = false): Extent | null {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number): void => {
    if (!Number.isFinite(value) || (logY && value <= 0)) return;
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const curve of curves) {
    for (let index = lowerBound(curve.x, min), end = upperBound(curve.x, max); index < end; index += 1)
      take(curve.y[index] as number);
    for (const value of edgesY(curve, min, max, logY, logX)) take(value);
  }
  return low <= high ? [low, high] : null;
}

/** Whether any of the values that `extentY` looks at is there. */
export function anyY(curves: readonly Curve[], min: number, max: number, logY = false, logX = false): boolean {
  return curves.some((curve) => {
    for (let index = lowerBound(curve.x, min), end = upperBound(curve.x, max); index < end; index += 1) {
      if (Number.isFinite(curve.y[index]) && !(logY && (curve.y[index] as number) <= 0)) return true;
    }
    return edgesY(curve, min, max, logY, logX).length > 0;
  });
}

/** Whether any point lies between two x, whatever its value. */
export function anyPoint(curves: readonly Curve[], min: number, max: number): boolean {
  return curves.some(({ x }) => lowerBound(x, min) < upperBound(x, max));
}

/** First and last x of curves; with `positive`, of what a log axis can show. */
export function extentX(curves: readonly Curve[], positive = false): Extent | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { x } of curves) {
    const first = positive ? upperBound(x, 0) : 0;
    if (first >= x.length) continue;
    low = Math.min(low, x[first] as number);
    high = Math.max(high, x[x.length - 1] as number);
  }
  return low <= high ? [low, high] : null;
}

const SAMPLED = 100_000;

/**
 * Two percentiles (0 to 100) of all finite y in view and at its ends. Of more than 100,000 values every n-th is
 * looked at: where an axis ends need not be exact.
 */
export function percentilesY(
  curves: readonly Curve[],
  min: number,
  max: number,
  low: number,
  high: number,
  logY = false,
  logX = false,
): Extent | null {
  const ranges = curves.map(({ x }) => [lowerBound(x, min), upperBound(x, max)] as const);
  const total = ranges.reduce((sum, [from, to]) => sum + to - from, 0);
  const stride = Math.max(1, Math.ceil(total / SAMPLED));
  const values = curves.flatMap((curve) => edgesY(curve, min, max, logY, logX));
  let turn = 0;
  curves.forEach(({ y }, at) => {
    const [from, to] = ranges[at] as readonly [number, number];
    for (let index = from; index < to; index += 1) {
      const value = y[index] as number;
      if (Number.isFinite(value) && !(logY && value <= 0) && turn++ % stride === 0) values.push(value);
    }
  });
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (percent: number): number => sorted[Math.round((percent / 100) * (sorted.length - 1))] as number;
  return [at(low), at(high)];
}

/** How many finite values between two x lie beyond a range. */
export function countBeyond(curves: readonly Curve[], min: number, max: number, [low, high]: Extent): number {
  let count = 0;
  for (const { x, y } of curves) {
    for (let index = lowerBound(x, min), end = upperBound(x, max); index < end; index += 1) {
      const value = y[index] as number;
      if (Number.isFinite(value) && (value < low || value > high)) count += 1;
    }
  }
  return count;
}

/** The point nearest to an x, -1 for none. */
export function nearestIndex(x: ArrayLike<number>, value: number): number {
  if (x.length === 0) return -1;
  const right = Math.min(lowerBound(x, value), x.length - 1);
  const left = Math.max(0, right - 1);
  return value - (x[left] as number) < (x[right] as number) - value ? left : right;
}

/** The height of the line at an x: between the two points around it; NaN outside and in gaps. */
export function heightAt(curve: Curve, value: number): number {
  const { x, y } = curve;
  const right = lowerBound(x, value);
  if (right >= x.length) return NaN;
  if (x[right] === value || right === 0) return x[right] === value ? (y[right] as number) : NaN;
  const share = placer(x[right - 1] as number, x[right] as number, false, 0, 1)(value);
  return valueAt(y[right - 1] as number, y[right] as number, false, share);
}
