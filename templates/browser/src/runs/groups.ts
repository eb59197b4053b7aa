// Group by columns. What is averaged follows the rules of the report (xreport/analysis/scores.py): scores of runs that
// count, repeats of one seed averaged first; a group that mixes configurations says so.
import { asNumber, asText } from "../core/order";
import type { Column } from "../core/shapes";
import { meanCi, type Estimate } from "../core/stats";
import { cellText, isNumeric, missing, type RunTable } from "./table";

export interface Group {
  /** Tells the group from the others; stable in an address. */
  readonly key: string;
  /** One text per column that is grouped by. */
  readonly labels: readonly string[];
  readonly rows: readonly number[];
  /** How many configurations the group holds: only the runs of one are replicates. */
  readonly configurations: number;
}

export interface Aggregate extends Estimate {
  readonly min: number;
  readonly max: number;
  /** Runs of the group that do not count: not finished, not logged, not finite. */
  readonly left: number;
}

/** Groups in the order in which their first rows come. */
export function groupRows(table: RunTable, by: readonly Column[], rows: readonly number[]): Group[] {
  const members = new Map<string, number[]>();
  for (const row of rows) {
    const key = JSON.stringify(by.map((column) => identity(column, row)));
    const group = members.get(key);
    if (group) group.push(row);
    else members.set(key, [row]);
  }
  return [...members].map(([key, found]) => ({
    key,
    labels: by.map((column) => cellText(column, found[0] as number) || "–"),
    rows: found,
    configurations: new Set(found.map((row) => asText(table.raw("fingerprint", row)))).size,
  }));
}

/** 1 is not "1", and null is not what was not logged. */
function identity(column: Column, row: number): string {
  const raw = column.values[row] ?? null;
  return raw === null ? `–${missing(column, row)}` : `${typeof raw}:${asText(raw)}`;
}

/** What a group has in a column of numbers; null where nothing counts. */
export function aggregate(table: RunTable, column: Column, rows: readonly number[]): Aggregate | null {
  if (!isNumeric(column)) return null;
  const metric = column.group === "Metrics";
  const values: number[] = [];
  const bySeed = new Map<string, number[]>();
  for (const row of rows) {
    const value = asNumber(column.values[row] ?? null);
    if (value === undefined || !Number.isFinite(value) || (metric && !counts(table, column, row))) continue;
    values.push(value);
    const key = metric ? seedKey(table, row) : String(row);
    const same = bySeed.get(key);
    if (same) same.push(value);
    else bySeed.set(key, [value]);
  }
  const estimate = meanCi([...bySeed.values()].map((repeats) => (meanCi(repeats) as Estimate).mean));
  if (!estimate) return null;
  return { ...estimate, min: extreme(values, Math.min), max: extreme(values, Math.max), left: rows.length - values.length };
}

/** A finished run counts; one that failed or was killed only with a score that its user set. */
function counts(table: RunTable, column: Column, row: number): boolean {
  const status = table.raw("status", row);
  if (status === "finished") return true;
  if (status !== "failed" && status !== "killed") return false;
  const scored = asText(table.raw("scored", row)).split("\n");
  return column.key.endsWith(":score") && scored.includes(column.key.slice(0, -":score".length));
}

/** Runs of one configuration and seed are repeats; a run without a seed stands for itself. */
function seedKey(table: RunTable, row: number): string {
  const seed = table.raw("seed", row);
  return seed === null ? `run ${row}` : `${asText(table.raw("fingerprint", row))} ${asText(seed)}`;
}

/** Math.min and Math.max of any number of values. */
function extreme(values: readonly number[], choose: (a: number, b: number) => number): number {
  return values.reduce((a, b) => choose(a, b));
}

/** The one text that all rows of a group share in a column, or how many there are. */
export function common(column: Column, rows: readonly number[]): string {
  const texts = new Set(rows.map((row) => cellText(column, row)));
  return texts.size === 1 ? ([...texts][0] as string) : `${texts.size} values`;
}
