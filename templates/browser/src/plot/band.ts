// The interval around a line, as an outline that canvas and SVG draw alike. Pure.
import type { Place } from "../core/spans";
import type { Band } from "./model";
import type { Pen } from "./trace";
import { lowerBound, quarter, upperBound } from "./view";

/**
 * A band between `min` and `max` as `buckets` pixel columns can show it: of each the outermost limits, so that a
 * thinned band is never narrower than it is. Where one of both limits is missing the band is broken: each stretch is a
 * band.
 */
export function bandParts(band: Band, min: number, max: number, buckets: number, place: Place = quarter): Band[] {
  const from = Math.max(0, lowerBound(band.x, min) - 1);
  const to = Math.min(band.x.length, upperBound(band.x, max) + 1);
  const start = place(Math.max(min, band.x[from] ?? min));
  const width = to - from > buckets ? (place(max) - start) / buckets : 0;
  const columnOf = (index: number): number =>
    width > 0 ? Math.floor((place(band.x[index] as number) - start) / width) : index;
  const parts: Band[] = [];
  let open: { x: number[]; low: number[]; high: number[] } | null = null;
  let last = NaN;
  for (let index = from; index < to; index += 1) {
    const [low, high] = [band.low[index] as number, band.high[index] as number];
    if (!Number.isFinite(low) || !Number.isFinite(high)) {
      open = null;
      continue;
    }
    const column = columnOf(index);
    if (open && column === last) {
      const at = open.x.length - 1;
      // Of a column of several points the band goes on to its last one.
      open.x[at] = at === 0 ? (open.x[at] as number) : (band.x[index] as number);
      open.low[at] = Math.min(low, open.low[at] as number);
      open.high[at] = Math.max(high, open.high[at] as number);
      continue;
    }
    if (!open) parts.push((open = { x: [], low: [], high: [] }));
    open.x.push(band.x[index] as number);
    open.low.push(low);
    open.high.push(high);
    last = column;
  }
  return parts;
}

/**
 * Draw the outline of one part; on a log axis what has no place is held at `foot`. Returns whether there is anything to
 * fill.
 */
export function outline({ x, low, high }: Band, placeX: Place, placeY: Place, foot: number, pen: Pen): boolean {
  const points: [number, number][] = [];
  const add = (index: number, y: number): void => {
    const [left, top] = [placeX(x[index] as number), placeY(y)];
    if (Number.isFinite(left)) points.push([left, Number.isFinite(top) ? top : foot]);
  };
  for (let index = 0; index < x.length; index += 1)
    if (Number.isFinite(placeY(high[index] as number))) add(index, high[index] as number);
  for (let index = x.length - 1; index >= 0; index -= 1)
    if (Number.isFinite(placeY(high[index] as number))) add(index, low[index] as number);
  points.forEach(([left, top], index) => (index === 0 ? pen.moveTo(left, top) : pen.lineTo(left, top)));
  return points.length > 2;
}
