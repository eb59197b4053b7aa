// Curves of a group: the mean over its runs at each step, with what lies around it. Pure.
import { meanCi } from "../core/stats";
import type { Spread } from "./state";

interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface Bundle {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many runs each mean is of. */
  readonly n: Int32Array;
}

/** Points of a grid for axes on which no two runs meet, as times. */
const RESAMPLED = 400;

/**
 * The mean of several curves over all x at which two of them at least have a finite value. Of equal steps in one curve
 * the last counts. Where runs never meet (times), `meet` is false: they are read between their points, on an even grid.
 */
export function bundle(curves: readonly Points[], spread: Spread, meet: boolean): Bundle {
  const read = meet ? curves : resampled(curves);
  const at = new Map<number, number[]>();
  for (const { x, y } of read) {
    for (let index = 0; index < x.length; index += 1) {
      const step = x[index] as number;
      if (index + 1 < x.length && x[index + 1] === step) continue;
      const value = y[index] as number;
      if (!Number.isFinite(value)) continue;
      const known = at.get(step);
      if (known) known.push(value);
      else at.set(step, [value]);
    }
  }
  const steps = Float64Array.from([...at].flatMap(([step, values]) => (values.length > 1 ? [step] : []))).sort();
  const made = { x: steps, y: new Float64Array(steps.length), low: new Float64Array(steps.length), high: new Float64Array(steps.length), n: new Int32Array(steps.length) };
  steps.forEach((step, index) => {
    const values = at.get(step) as number[];
    const estimate = spread === "ci" ? meanCi(values) : null;
    made.n[index] = values.length;
    made.y[index] = estimate?.mean ?? mean(values);
    made.low[index] = estimate?.low ?? least(values);
    made.high[index] = estimate?.high ?? most(values);
  });
  return made;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value / values.length;
  return sum;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** Curves read at the same places, each only between its own ends. */
function resampled(curves: readonly Points[]): Points[] {
  const ends = curves.filter(({ x }) => x.length > 0).map(({ x }) => [x[0] as number, x[x.length - 1] as number] as const);
  const low = Math.min(...ends.map(([first]) => first));
  const high = Math.max(...ends.map(([, last]) => last));
  if (!(low < high)) return [...curves];
  const grid = Float64Array.from({ length: RESAMPLED }, (_, index) => low + ((high - low) * index) / (RESAMPLED - 1));
  return curves.map((curve) => between(curve, grid));
}

function between({ x, y }: Points, grid: Float64Array): Points {
  const values = new Float64Array(grid.length).fill(NaN);
  let at = 0;
  grid.forEach((place, index) => {
    while (at + 1 < x.length && (x[at + 1] as number) <= place) at += 1;
    const [left, right] = [x[at] as number, x[Math.min(at + 1, x.length - 1)] as number];
    if (place < left || place > (x[x.length - 1] as number)) return;
    const share = right > left ? (place - left) / (right - left) : 0;
    const [a, b] = [y[at] as number, y[Math.min(at + 1, x.length - 1)] as number];
    values[index] = share === 0 ? a : a + (b - a) * share;
  });
  return { x: grid, y: values };
}

/** The number of runs behind a mean at the point nearest to an x. */
export function countAt({ x, n }: Bundle, place: number): number {
  let best = 0;
  for (let index = 1; index < x.length; index += 1) if (Math.abs((x[index] as number) - place) < Math.abs((x[best] as number) - place)) best = index;
  return n[best] ?? 0;
}
