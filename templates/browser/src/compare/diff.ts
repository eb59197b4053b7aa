// Side by side: which columns differ between chosen runs, which value is best, how far each is from the baseline.
import { asNumber, asText } from "../core/order";
import { cellText, missing, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";

export interface Row {
  readonly column: Column;
  readonly differs: boolean;
  /**
   * Whether a metric is worth a line: two runs have it, and its direction says which of them did better (equal is a
   * finding), or those that have it differ; and no earlier line of this metric says the same of every run.
   */
  readonly comparable: boolean;
  /**
   * Positions among the chosen runs that hold the best value of their task; none where no direction is known or all are
   * equal.
   */
  readonly best: ReadonlySet<number>;
}

export interface Sections {
  readonly facts: readonly Row[];
  readonly params: readonly Row[];
  readonly metrics: readonly Row[];
}

/** What a metric's column adds to the metric's name. */
const SUMMARY = /:[a-z_]+$/;

/** Columns that say nothing in a comparison: they name the run, only draw it, or say again what the params say. */
const NOT_FACTS = new Set(["id", "name", "spark", "fingerprint", "configuration"]);

/** Rows of further columns, all of which are shown or not by whether they differ. */
export function compareColumns(columns: readonly Column[], rows: readonly number[]): Row[] {
  return columns
    .filter((column) => rows.some((row) => missing(column, row) !== "absent"))
    .map((column) => compareColumn(column, rows, new Set()));
}

export function compareRuns(table: RunTable, rows: readonly number[]): Sections {
  const logged = table.columns.filter((column) => rows.some((row) => missing(column, row) !== "absent"));
  const made = (wanted: (column: Column) => boolean): Row[] =>
    logged.filter(wanted).map((column) => compareColumn(column, rows, bestOf(table, column, rows)));
  const isParam = (column: Column): boolean => column.key.startsWith("params.");
  const isMetric = (column: Column): boolean =>
    !isParam(column) && column.group === "Metrics" && column.kind !== "spark";
  return {
    // Outputs have a part of their own, with all of their text.
    facts: made(
      (column) =>
        column.group !== "Outputs" &&
        !isParam(column) &&
        !isMetric(column) &&
        column.kind !== "spark" &&
        !NOT_FACTS.has(column.key),
    ),
    params: made(isParam),
    metrics: withoutRepeats(made(isMetric), rows),
  };
}

/** One value has one summary: its best, its lowest and its mean say again what its last says. */
function withoutRepeats(metrics: readonly Row[], rows: readonly number[]): Row[] {
  const said = new Set<string>();
  return metrics.map((row) => {
    if (!row.comparable) return row;
    const name = row.column.key.replace(SUMMARY, "");
    const says = JSON.stringify([name, ...rows.map((run) => identity(row.column, run))]);
    return said.size < said.add(says).size ? row : { ...row, comparable: false };
  });
}

function compareColumn(column: Column, rows: readonly number[], best: ReadonlySet<number>): Row {
  const keys = rows.map((row) => identity(column, row));
  const differs = keys.some((key) => key !== keys[0]);
  const present = keys.filter((_, index) => missing(column, rows[index] as number) !== "absent");
  const judged = new Set(present).size > 1 || (column.direction !== null && column.direction !== undefined);
  const comparable = judged && present.length >= Math.min(2, rows.length) && !column.key.endsWith(":best_step");
  return { column, differs, comparable, best };
}

/** Values are the same when they are of one type and equal: 1 is not "1", null is not "not logged". */
function identity(column: Column, row: number): string {
  const raw = column.values[row] ?? null;
  return raw === null ? `missing:${missing(column, row)}` : `${typeof raw}:${asText(raw)}`;
}

/** Of runs of several tasks each task has its own best: what one reaches says nothing of the other. */
function bestOf(table: RunTable, column: Column, rows: readonly number[]): Set<number> {
  if (!column.direction || column.key.endsWith(":best_step")) return new Set();
  const byTask = new Map<string, number[]>();
  rows.forEach((row, position) => {
    const task = taskOf(table, row);
    byTask.set(task, [...(byTask.get(task) ?? []), position]);
  });
  return new Set([...byTask.values()].flatMap((positions) => winners(column, rows, positions)));
}

function winners(column: Column, rows: readonly number[], positions: readonly number[]): number[] {
  const value = (position: number): number => asNumber(column.values[rows[position] as number] ?? null) ?? NaN;
  const present = positions.filter((position) => !Number.isNaN(value(position)));
  if (present.length < 2) return [];
  const values = present.map(value);
  const winner = column.direction === "max" ? Math.max(...values) : Math.min(...values);
  return values.every((one) => one === winner) ? [] : present.filter((position) => value(position) === winner);
}

/** What a run works at: only within it one does better than another. */
export function taskOf(table: RunTable, row: number): string {
  return asText(table.raw("task", row));
}

interface Delta {
  readonly value: number;
  /** Undefined when no direction is known or nothing changed. */
  readonly better?: boolean;
}

export function deltaTo(column: Column, row: number, base: number): Delta | undefined {
  const here = asNumber(column.values[row] ?? null);
  const there = asNumber(column.values[base] ?? null);
  if (row === base || here === undefined || there === undefined || !Number.isFinite(here - there)) return undefined;
  const value = here - there;
  if (!column.direction || value === 0 || column.key.endsWith(":best_step")) return { value };
  return { value, better: value > 0 === (column.direction === "max") };
}

/** "lr 0.1 → 0.01" for every param in which a run differs from another: what changed, in words. */
export function changes(params: readonly Row[], row: number, base: number): string[] {
  return params
    .filter(({ column }) => identity(column, row) !== identity(column, base))
    .map(({ column }) => `${column.label} ${cellText(column, base) || "–"} → ${cellText(column, row) || "–"}`);
}
