// Several curves over one x axis, losing nothing: equal steps of one curve stay separate points.
import type { Curve } from "./curves";

/** null breaks a line (NaN, ±Infinity: shown as a mark instead); undefined only says that a curve has no point at this x. */
export type Cell = number | null | undefined;

export interface Merged {
  readonly x: number[];
  readonly ys: Cell[][];
}

export function mergeCurves(curves: readonly Curve[]): Merged {
  const first = curves[0];
  if (!first) return { x: [], ys: [] };
  if (curves.every((curve) => sameSteps(curve.x, first.x))) {
    return { x: Array.from(first.x), ys: curves.map((curve) => Array.from(curve.y, drawable)) };
  }
  const x = unionOfSteps(curves.map((curve) => curve.x));
  return { x, ys: curves.map((curve) => spread(curve, x)) };
}

export function drawable(value: number): Cell {
  return Number.isFinite(value) ? value : null;
}

function sameSteps(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Every step of any curve, as often as the curve that repeats it most. */
function unionOfSteps(all: readonly ArrayLike<number>[]): number[] {
  const most = new Map<number, number>();
  for (const steps of all) {
    for (let index = 0; index < steps.length; ) {
      const step = steps[index] as number;
      let end = index + 1;
      while (end < steps.length && steps[end] === step) end += 1;
      most.set(step, Math.max(most.get(step) ?? 0, end - index));
      index = end;
    }
  }
  const union: number[] = [];
  for (const step of [...most.keys()].sort((a, b) => a - b)) {
    for (let times = most.get(step) as number; times > 0; times -= 1) union.push(step);
  }
  return union;
}

function spread(curve: Curve, x: readonly number[]): Cell[] {
  const cells: Cell[] = new Array(x.length).fill(undefined);
  let next = 0;
  for (let index = 0; index < x.length && next < curve.x.length; index += 1) {
    if (curve.x[next] === x[index]) cells[index] = drawable(curve.y[next++] as number);
  }
  return cells;
}

/** The nearest index at which a series has a point (a gap counts as one). */
export function nearestPoint(cells: ArrayLike<unknown>, x: ArrayLike<number>, index: number): number {
  if (cells[index] !== undefined) return index;
  let left = index;
  let right = index;
  while (left >= 0 && cells[left] === undefined) left -= 1;
  while (right < cells.length && cells[right] === undefined) right += 1;
  if (left < 0) return right < cells.length ? right : index;
  if (right >= cells.length) return left;
  const here = x[index] as number;
  return here - (x[left] as number) <= (x[right] as number) - here ? left : right;
}
