// Heat and bars: where a number stands between the lowest and the highest of the runs that are shown.
import { asNumber } from "../core/order";
import type { Column } from "../core/shapes";

interface Extent {
  readonly low: number;
  readonly high: number;
}

export class Looks {
  private rows: readonly number[] = [];
  private extents = new Map<Column, Extent | null>();

  /** Other runs are shown. */
  setRows(rows: readonly number[]): void {
    this.rows = rows;
    this.extents = new Map();
  }

  /** 0 for the lowest, 1 for the highest; undefined where that says nothing. */
  place(column: Column, value: number | undefined): number | undefined {
    const extent = this.extent(column);
    if (!extent || value === undefined || !Number.isFinite(value)) return undefined;
    return Math.min(1, Math.max(0, (value / 2 - extent.low / 2) / (extent.high / 2 - extent.low / 2)));
  }

  /** 1 for the best by the column's direction, 0 for the worst; undefined without a direction. */
  merit(column: Column, value: number | undefined): number | undefined {
    const place = column.direction ? this.place(column, value) : undefined;
    return place === undefined || column.direction === "max" ? place : 1 - place;
  }

  private extent(column: Column): Extent | null {
    const known = this.extents.get(column);
    if (known !== undefined) return known;
    let [low, high] = [Infinity, -Infinity];
    for (const row of this.rows) {
      const value = asNumber(column.values[row] ?? null);
      if (value === undefined || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const extent = low < high ? { low, high } : null;
    this.extents.set(column, extent);
    return extent;
  }
}

/** Columns whose numbers are worth a picture: metrics and durations, not seeds, steps or moments. */
export function isMeasure(column: Column): boolean {
  if (column.kind === "duration") return true;
  return column.kind === "number" && column.group === "Metrics" && !/:(?:best_step|n)$/.test(column.key);
}
