// Curves of a group: the mean over its runs along the steps, with what lies around it. Pure.
import { type Estimate, meanCi } from "../core/stats";
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

/** Values that are read at most, if the runs did not log more. */
const MOST = 500_000;

/**
 * The mean of several curves over all x at which two of them at least have a value. Each is read on the straight line
 * between its own points, never beyond its ends nor across what is not finite: a run that logs less often than others
 * stays in their mean, and `n` changes where a run begins or ends alone. Of equal steps in one curve the last counts.
 * Where runs never meet (times), `meet` is false: places are an even grid, not those of any run. As
 * xreport/analysis/bands.py.
 */
export function bundle(curves: readonly Points[], spread: Spread, meet: boolean): Bundle {
  const read = curves.filter(({ x }) => x.length > 0).map((points) => new Reader(points));
  const seeds = read.map(({ seed }, place) => seed ?? -1 - place);
  const repeats = new Set(seeds).size < seeds.length;
  const found: { x: number; y: number; low: number; high: number; n: number }[] = [];
  for (const x of meet ? union(curves) : evenly(curves)) {
    const [values, of]: [number[], number[]] = [[], []];
    read.forEach((reader, place) => {
      const value = reader.at(x);
      if (!Number.isFinite(value)) return;
      values.push(value);
      of.push(seeds[place] as number);
    });
    if (values.length < 2) continue;
    const { n, mean, low, high } = meanCi(repeats ? seedMeans(values, of) : values) as Estimate;
    const ends =
      spread === "ci" ? { low: low ?? mean, high: high ?? mean } : { low: least(values), high: most(values) };
    found.push({ x, y: mean, ...ends, n });
  }
  const column = (key: "x" | "y" | "low" | "high"): Float64Array => Float64Array.from(found, (row) => row[key]);
  return {
    x: column("x"),
    y: column("y"),
    low: column("low"),
    high: column("high"),
    n: Int32Array.from(found, ({ n }) => n),
  };
}

/** A curve read from left to right. */
class Reader {
  readonly seed: number | undefined;
  /** The last point that does not lie behind the place, -1 for none. */
  private last = -1;

  constructor(private readonly points: Points) {
    this.seed = points.seed;
  }

  /** The height at a place, which must not lie before those asked for earlier. */
  at(place: number): number {
    const { x, y } = this.points;
    while (this.last + 1 < x.length && (x[this.last + 1] as number) <= place) this.last += 1;
    const { last } = this;
    if (last < 0) return NaN;
    const [from, low] = [x[last] as number, y[last] as number];
    if (from === place) return low;
    if (last + 1 >= x.length) return NaN;
    const to = x[last + 1] as number;
    let next = last + 1;
    while (next + 1 < x.length && x[next + 1] === to) next += 1;
    return low + ((y[next] as number) - low) * ((place - from) / (to - from));
  }
}

/** All x of curves in order; of too many an even choice, with both ends. */
function union(curves: readonly Points[]): Float64Array {
  const all = new Set<number>();
  let logged = 0;
  for (const { x } of curves) {
    logged += x.length;
    for (let index = 0; index < x.length; index += 1) all.add(x[index] as number);
  }
  const places = Float64Array.from(all).sort();
  const room = Math.max(2, Math.floor(Math.max(MOST, 2 * logged) / Math.max(1, curves.length)));
  return places.length <= room
    ? places
    : Float64Array.from(
        { length: room },
        (_, index) => places[Math.round((index * (places.length - 1)) / (room - 1))] as number,
      );
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}

/** Places from the first point of all to the last, as far from each other. */
function evenly(curves: readonly Points[]): Float64Array {
  const ends = curves
    .filter(({ x }) => x.length > 0)
    .map(({ x }) => [x[0] as number, x[x.length - 1] as number] as const);
  const low = Math.min(...ends.map(([first]) => first));
  const high = Math.max(...ends.map(([, last]) => last));
  if (!(low < high)) return union(curves);
  return Float64Array.from({ length: RESAMPLED }, (_, index) => low + ((high - low) * index) / (RESAMPLED - 1));
}

/** How n changes along a mean between two x; null where it does not. */
export function countRange({ x, n }: Bundle, min = -Infinity, max = Infinity): [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (let index = 0; index < x.length; index += 1) {
    if ((x[index] as number) < min || (x[index] as number) > max) continue;
    low = Math.min(low, n[index] as number);
    high = Math.max(high, n[index] as number);
  }
  return low < high ? [low, high] : null;
}

/** The number of seeds behind a mean at the point nearest to an x. */
export function countAt({ x, n }: Bundle, place: number): number {
  let best = 0;
  for (let index = 1; index < x.length; index += 1)
    if (Math.abs((x[index] as number) - place) < Math.abs((x[best] as number) - place)) best = index;
  return n[best] ?? 0;
}
