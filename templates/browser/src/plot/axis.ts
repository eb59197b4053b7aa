// What x can be: the step, a metric that grows with it (an epoch, a count of samples), or time.
import type { Curve } from "./curve";

/**
 * Names of axes as the address holds them. A metric's axis is its name behind `m:`, so that no metric can pose as
 * another.
 */
export const STEP = "step";
export const RELATIVE = "relative";
export const WALL = "wall";
const METRIC = "m:";

export function metricAxis(metric: string): string {
  return METRIC + metric;
}

/** The metric of an axis, undefined for steps and times. */
export function axisMetric(axis: string): string | undefined {
  return axis.startsWith(METRIC) && axis.length > METRIC.length ? axis.slice(METRIC.length) : undefined;
}

export function isAxis(axis: string): boolean {
  return axis === STEP || axis === RELATIVE || axis === WALL || axisMetric(axis) !== undefined;
}

export function axisLabel(axis: string): string {
  if (axis === RELATIVE) return "time since start";
  if (axis === WALL) return "time (UTC)";
  return axisMetric(axis) ?? axis;
}

/** Whether a metric can serve as x: finite, never falling, with two values at least. */
export function isEpochLike(curve: Curve): boolean {
  const { y } = curve;
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] as number;
    if (!Number.isFinite(value) || (index > 0 && value < (y[index - 1] as number))) return false;
  }
  return y.length > 1 && (y[0] as number) < (y[y.length - 1] as number);
}

const PROGRESS = /^(?:epochs?|steps?|iter(?:ation)?s?|samples|examples|tokens|batch(?:es)?|episodes?|time|seen)$/i;

/** Epochs and the like before metrics that only happen to grow; their own order otherwise. */
export function sortAxes(metrics: readonly string[]): string[] {
  const likely = (metric: string): number => Number(!metric.split(/[/_.\s-]/).some((word) => PROGRESS.test(word)));
  return [...metrics].sort((a, b) => likely(a) - likely(b));
}

/** A curve drawn over other x: points without an x are left out, the rest put in the order of x. */
export function moved(curve: Curve, x: ArrayLike<number>): Curve {
  const size = Math.min(x.length, curve.y.length);
  const kept: number[] = [];
  let ascending = true;
  for (let index = 0; index < size; index += 1) {
    if (Number.isNaN(x[index])) continue;
    if (kept.length > 0 && (x[index] as number) < (x[kept[kept.length - 1] as number] as number)) ascending = false;
    kept.push(index);
  }
  if (!ascending) kept.sort((a, b) => (x[a] as number) - (x[b] as number) || a - b);
  return {
    x: Float64Array.from(kept, (index) => x[index] as number),
    y: Float64Array.from(kept, (index) => curve.y[index] as number),
  };
}

/**
 * Values of `of` at other x (both ascending): as logged where the x is the same (of several, the last), on the straight
 * line between its neighbours otherwise, NaN outside of what was logged.
 */
export function valuesAt(of: Curve, x: ArrayLike<number>): Float64Array {
  const result = new Float64Array(x.length).fill(NaN);
  let next = 0; // first point of `of` that lies behind x
  for (let index = 0; index < x.length; index += 1) {
    const here = x[index] as number;
    while (next < of.x.length && (of.x[next] as number) <= here) next += 1;
    if (next === 0) continue;
    const x0 = of.x[next - 1] as number;
    const y0 = of.y[next - 1] as number;
    if (x0 === here) result[index] = y0;
    else if (next < of.x.length) {
      const y1 = of.y[next] as number;
      const share = (here - x0) / ((of.x[next] as number) - x0);
      result[index] = Number.isFinite(y1 - y0) ? y0 + (y1 - y0) * share : y0 * (1 - share) + y1 * share;
    }
  }
  return result;
}
