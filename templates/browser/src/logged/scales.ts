// Numbers of the drawings of logged objects. Pure.
import { asNumber } from "../core/order";
import { evenSplits } from "../plot/ranges";
import type { CurveEntry, HistogramEntry, Num } from "./shapes";

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
    const bin = { from: edgeOf(entry.edges[index]), to: edgeOf(entry.edges[index + 1]), count: numberOf(raw) };
    return Number.isFinite(bin.from) && Number.isFinite(bin.to) && bin.from < bin.to && Number.isFinite(bin.count) ? [bin] : [];
  });
}

/** An edge; a finite one is at most a third of the largest double, for the distance of two must be finite, too. */
function edgeOf(raw: Num | undefined): number {
  const most = Number.MAX_VALUE / 3;
  const edge = numberOf(raw);
  return Number.isFinite(edge) ? Math.max(-most, Math.min(most, edge)) : edge;
}

export interface Span {
  readonly min: number;
  readonly max: number;
}

export function spanOf(values: Iterable<number>): Span | null {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  if (min > max) return null;
  return min < max ? { min, max } : { min: min - 0.5, max: max + 0.5 };
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
  return lines.some((line) => line.x.some((x, at) => Number.isFinite(numberOf(x)) && Number.isFinite(numberOf(line.y[at]))));
}

/** Ticks of a span, and the step between them. */
export function ticksOf({ min, max }: Span, count: number): { at: number[]; step: number } {
  const at = evenSplits(min, max, count);
  return { at, step: at.length > 1 ? (at[1] as number) - (at[0] as number) : 1 };
}

/** Shares of each row of a matrix; a row without counts has none. */
export function rowShares(counts: readonly (readonly number[])[]): number[][] {
  return counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (total > 0 ? count / total : NaN));
  });
}

/** How many of all lie on the diagonal, NaN where there are none. */
export function accuracyOf(counts: readonly (readonly number[])[]): number {
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  return total > 0 ? counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0) / total : NaN;
}
