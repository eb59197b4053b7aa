// What can be an axis: columns of the runs table that differ within a task, as numbers or as categories.
import { asNumber, collate } from "../core/order";
import { cellText, isNumeric, missing, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";

/** A category axis with more values than this is a list of names, no axis. */
export const MOST_LEVELS = 30;

export interface Field {
  readonly key: string;
  readonly label: string;
  /** How a query names it: the shortest name that means this column. */
  readonly query: string;
  /** All names of it that a query may hold. */
  readonly names: readonly string[];
  readonly column: Column;
  readonly param: boolean;
  readonly direction: "max" | "min" | null;
  /** Values of a category axis, from the bottom up; null for numbers. */
  readonly levels: readonly string[] | null;
  readonly min: number;
  readonly max: number;
  /** The values themselves, where they are few: then they are the ticks. */
  readonly few: readonly number[] | null;
  /** Runs that have a value. */
  readonly count: number;
}

/** So few values are named one by one. */
const FEW = 8;

/** A run's value as a number, or the index of its category; NaN where it has none, or none that is finite. */
export function numberOf(field: Field, row: number): number {
  if (field.levels) return missing(field.column, row) ? NaN : field.levels.indexOf(cellText(field.column, row));
  const value = asNumber(field.column.values[row] ?? null);
  return value !== undefined && Number.isFinite(value) ? value : NaN;
}

/** The fields of a task's runs: params and metrics that were logged with two values at least. */
export function fieldsOf(table: RunTable, rows: readonly number[]): Field[] {
  return table.columns.flatMap((column) => (offered(column) ? (fieldOf(table, column, rows) ?? []) : []));
}

const OTHERS = ["algorithm", "seed", "duration", "started", "owner", "group"];

function offered(column: Column): boolean {
  if (column.kind !== "text" && !isNumeric(column)) return false;
  return column.group === "Params" || column.group === "Metrics" || OTHERS.includes(column.key);
}

function fieldOf(table: RunTable, column: Column, rows: readonly number[]): Field | null {
  const names = namesOf(column).filter((name) => table.named(name) === column);
  const shortest = names.reduce((best, name) => (name.length < best.length ? name : best), column.key);
  const about = {
    key: column.key,
    label: column.label,
    query: shortest,
    names: [...new Set([...names, column.key])],
    column,
    param: column.group === "Params" || column.key === "algorithm",
    direction: column.key === "duration" ? ("min" as const) : (column.direction ?? null),
  };
  const found = isNumeric(column) ? numberRange(column, rows) : null;
  if (found) return found.min < found.max ? { ...about, levels: null, ...found } : null;
  if (column.group === "Metrics" || isNumeric(column)) return null;
  const levels = levelsOf(column, rows);
  const count = rows.filter((row) => !missing(column, row)).length;
  return levels.length > 1 ? { ...about, levels, min: 0, max: levels.length - 1, few: null, count } : null;
}

function namesOf(column: Column): string[] {
  return [column.key.replace(/^params\./, ""), column.key.replace(/:[a-z_]+$/, ""), column.key];
}

function numberRange(column: Column, rows: readonly number[]): Pick<Field, "min" | "max" | "few" | "count"> | null {
  let [min, max, count] = [Infinity, -Infinity, 0];
  const distinct = new Set<number>();
  for (const row of rows) {
    const value = asNumber(column.values[row] ?? null);
    if (value === undefined || !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    count += 1;
    if (distinct.size <= FEW) distinct.add(value);
  }
  const few = distinct.size <= FEW ? [...distinct].sort((a, b) => a - b) : null;
  return min <= max ? { min, max, few, count } : null;
}

function levelsOf(column: Column, rows: readonly number[]): string[] {
  const levels = new Set<string>();
  for (const row of rows) if (!missing(column, row)) levels.add(cellText(column, row));
  return [...levels].sort(collate);
}

/** The column that ranks a task: the score that was set, else the last value. */
export function rankingField(fields: readonly Field[], metric: string): Field | undefined {
  for (const what of ["score", "last", "best"]) {
    const found = fields.find((field) => field.key === `${metric}:${what}`);
    if (found) return found;
  }
  return undefined;
}

/**
 * Axes to begin with: the params that matter most, else those that most runs have, as far as they fit; then the metric.
 */
export function defaultAxes(
  fields: readonly Field[],
  metric: Field | undefined,
  ranked: readonly string[],
  most = 8,
): string[] {
  const rank = (field: Field): number => {
    const place = ranked.indexOf(field.key.replace(/^params\./, ""));
    return place < 0 ? ranked.length : place;
  };
  const params = fields.filter((field) => field.param && (field.levels?.length ?? 0) <= MOST_LEVELS);
  const first = params.sort((a, b) => rank(a) - rank(b) || b.count - a.count).slice(0, most);
  return [...first.map((field) => field.key), ...(metric ? [metric.key] : [])];
}
