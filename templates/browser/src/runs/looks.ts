// Heat and bars: where a number stands between the lowest and the highest of the runs that are shown. What a metric of
// one task says is nothing to another task: there each has its own lowest and highest.
import { asNumber } from "../core/order";
import type { Column } from "../core/shapes/runs";
import { type Codes, valueCodes } from "./codes";

/** The ends of each task. */
interface Extents {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export class Looks {
  private rows: readonly number[] = [];
  private extents = new Map<Column, Extents>();
  private readonly tasks: Codes | null;

  constructor(task: Column | undefined) {
    this.tasks = task ? valueCodes(task) : null;
  }

  /** Other runs are shown. */
  setRows(rows: readonly number[]): void {
    this.rows = rows;
    this.extents = new Map();
  }

  /** Of a value of some rows, 0 for the lowest, 1 for the highest; undefined where that says nothing. */
  place(column: Column, value: number | undefined, rows: readonly number[]): number | undefined {
    if (value === undefined || !Number.isFinite(value)) return undefined;
    const tasks = this.tasksOf(column);
    const task = tasks ? (tasks.of[rows[0] as number] as number) : 0;
    if (tasks && rows.some((row) => tasks.of[row] !== task)) return undefined;
    const extents = this.extent(column, tasks);
    const [low, high] = [extents.low[task] as number, extents.high[task] as number];
    if (!(low < high)) return undefined;
    return Math.min(1, Math.max(0, (value / 2 - low / 2) / (high / 2 - low / 2)));
  }

  /** 1 for the best by the column's direction, 0 for the worst; undefined without a direction. */
  merit(column: Column, value: number | undefined, rows: readonly number[]): number | undefined {
    const place = column.direction ? this.place(column, value, rows) : undefined;
    return place === undefined || column.direction === "max" ? place : 1 - place;
  }

  /** Seconds are seconds in every task. */
  private tasksOf(column: Column): Codes | null {
    return column.kind === "duration" ? null : this.tasks;
  }

  private extent(column: Column, tasks: Codes | null): Extents {
    const known = this.extents.get(column);
    if (known) return known;
    const count = tasks?.count ?? 1;
    const [low, high] = [new Float64Array(count).fill(Infinity), new Float64Array(count).fill(-Infinity)];
    for (const row of this.rows) {
      const value = asNumber(column.values[row] ?? null);
      if (value === undefined || !Number.isFinite(value)) continue;
      const task = tasks ? (tasks.of[row] as number) : 0;
      if (value < (low[task] as number)) low[task] = value;
      if (value > (high[task] as number)) high[task] = value;
    }
    const made = { low, high };
    this.extents.set(column, made);
    return made;
  }
}

/** Columns whose numbers are worth a picture: metrics and durations, not seeds, steps or moments. */
export function isMeasure(column: Column): boolean {
  if (column.kind === "duration") return true;
  return column.kind === "number" && column.group === "Metrics" && !/:(?:best_step|n)$/.test(column.key);
}
