// "What changed and what it bought", as one sentence about two runs.
import { compact } from "../core/numbers";
import type { RunTable } from "../runs/table";
import { changes, deltaTo, type Row, type Sections } from "./diff";

const LISTED = 3;

/** Measured against the baseline, or against the first of the two. */
export function outcome(table: RunTable, sections: Sections, rows: readonly number[], pinned: number | undefined): string {
  const base = pinned !== undefined && rows.includes(pinned) ? pinned : (rows[0] as number);
  const other = rows.find((row) => row !== base) as number;
  const changed = changes(sections.params, other, base);
  const listed = changed.slice(0, LISTED).join(", ") + (changed.length > LISTED ? ` and ${changed.length - LISTED} more params` : "");
  const metric = sections.metrics.find((row) => row.column.direction && deltaTo(row.column, other, base) !== undefined);
  const head = `${table.name(other)} against ${table.name(base)}: ${changed.length ? listed : "no param differs"}`;
  return metric ? `${head}; ${bought(metric, other, base)}.` : `${head}.`;
}

function bought({ column }: Row, row: number, base: number): string {
  const delta = deltaTo(column, row, base);
  if (!delta || delta.value === 0) return `${column.label} is the same`;
  const unit = column.unit ? ` ${column.unit}` : "";
  return `${column.label} ${delta.value > 0 ? "+" : ""}${compact(delta.value, 3)}${unit}, ${delta.better ? "better" : "worse"}`;
}
