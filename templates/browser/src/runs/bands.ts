// Curves of a group: the mean over its runs at each step, with what lies around it. Pure.
import { meanCi, type Estimate } from "../core/stats";
import { seedMeans } from "./groups";
import type { Spread } from "./state";

interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Curves of one seed are repeats: their mean counts once. One without a seed stands for itself. */
  readonly seed?: number;
}

export interface Bundle {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** How many seeds each mean is of: as in the rows of groups. */
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
  const at = new Map<number, Values>();
  for (const [place, { x, y, seed = -1 - place }] of read.entries()) {
    for (let index = 0; index < x.length; index += 1) {
      const step = x[index] as number;
      if (index + 1 < x.length && x[index + 1] === step) continue;
      const value = y[index] as number;
      if (!Number.isFinite(value)) continue;
      const known = at.get(step);
      if (known) {
        known.values.push(value);
        known.seeds.push(seed);
      } else at.set(step, { values: [value], seeds: [seed] });
    }
  }
  const steps = Float64Array.from([...at].flatMap(([step, { values }]) => (values.length > 1 ? [step] : []))).sort();
  const made = { x: steps, y: new Float64Array(steps.length), low: new Float64Array(steps.length), high: new Float64Array(steps.length), n: new Int32Array(steps.length) };
  const repeats = new Set(read.map(({ seed }, place) => seed ?? -1 - place)).size < read.length;
  steps.forEach((step, index) => {
    const { values, seeds } = at.get(step) as Values;
    const { n, mean, low, high } = meanCi(repeats ? seedMeans(values, seeds) : values) as Estimate;
    const ends = spread === "ci" ? [low ?? mean, high ?? mean] : [least(values), most(values)];
    made.n[index] = n;
    made.y[index] = mean;
    [made.low[index], made.high[index]] = ends as [number, number];
  });
  return made;
}

interface Values {
  readonly values: number[];
  readonly seeds: number[];
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

function between({ x, y, seed }: Points, grid: Float64Array): Points {
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
  return { x: grid, y: values, seed };
}

/** The number of seeds behind a mean at the point nearest to an x. */
export function countAt({ x, n }: Bundle, place: number): number {
  let best = 0;
  for (let index = 1; index < x.length; index += 1) if (Math.abs((x[index] as number) - place) < Math.abs((x[best] as number) - place)) best = index;
  return n[best] ?? 0;
}
