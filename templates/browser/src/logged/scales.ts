// Numbers of the drawings of logged objects. Pure.
import { asNumber } from "../core/order";
import type { CurveEntry, HistogramEntry, Num } from "../core/shapes/logged";
import { around, evenSplits, extentOf, isFlat, stepOf } from "../core/spans";

export function numberOf(raw: Num | undefined): number {
  return asNumber(raw ?? null) ?? NaN;
}

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The bins of a histogram that can be drawn: with two finite edges, the second larger, and a finite count. */
export function binsOf(entry: HistogramEntry): Bin[] {
  return entry.counts.flatMap((raw, index) => {
    const bin = { from: numberOf(entry.edges[index]), to: numberOf(entry.edges[index + 1]), count: numberOf(raw) };
    return Number.isFinite(bin.from) && Number.isFinite(bin.to) && bin.from < bin.to && Number.isFinite(bin.count)
      ? [bin]
      : [];
  });
}

export interface Span {
  readonly min: number;
  readonly max: number;
}

/**
 * What values span; null where none is finite. Edges that differ in their last bit are edges: `exact` keeps them apart.
 */
export function spanOf(values: Iterable<number>, exact = false): Span | null {
  const extent = extentOf(values);
  if (!extent) return null;
  const [min, max] = exact ? extent : isFlat(...extent) ? widened(...extent) : extent;
  return min < max ? { min, max } : spanOf(widened(min, max));
}

function widened(min: number, max: number): [number, number] {
  return Math.abs(min) < 1e9 && Math.abs(min) >= 1e-9 ? [min - 0.5, max + 0.5] : around(min, max);
}

/** Where the axes of a curve end: 0 to 1 where its kind lies there and its points do, else around the points. */
export function curveSpans(kind: string, entries: readonly CurveEntry[]): { x: Span; y: Span } {
  const of = (axis: "x" | "y"): Span => {
    const values = entries.flatMap(({ lines }) => lines.flatMap((line) => line[axis].map(numberOf)));
    const within = kind !== "" && !values.some((value) => value < 0 || value > 1);
    return within ? { min: 0, max: 1 } : (spanOf(values) ?? { min: 0, max: 1 });
  };
  return { x: of("x"), y: of("y") };
}

/** Whether any point of a curve can be drawn. */
export function hasPoint({ lines }: CurveEntry): boolean {
  return lines.some((line) =>
    line.x.some((x, at) => Number.isFinite(numberOf(x)) && Number.isFinite(numberOf(line.y[at]))),
  );
}

/** Ticks of a span, and the step between them. */
export function ticksOf({ min, max }: Span, count: number): { at: number[]; step: number } {
  const at = evenSplits(min, max, count);
  return { at, step: stepOf(at) };
}

/** The largest number; a list may be too long to be the arguments of a function. */
export function largestOf(values: Iterable<number>): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}

/** Shares of each row of a matrix; a row without counts has none. */
export function rowShares(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const most = largestOf(row); // sums of the largest doubles are no numbers
    const total = row.reduce((sum, count) => sum + count / most, 0);
    return row.map((count) => (most > 0 ? count / most / total : NaN));
  });
}

/** How many of all lie on the diagonal, NaN where there are none. */
export function accuracyOf(counts: readonly (readonly number[])[]): number {
  const most = largestOf(counts.map(largestOf));
  const total = counts.reduce((sum, row) => sum + row.reduce((all, count) => all + count / most, 0), 0);
  return most > 0 ? counts.reduce((sum, row, index) => sum + (row[index] ?? 0) / most, 0) / total : NaN;
}
