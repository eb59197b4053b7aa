// Group by columns. What is averaged follows the rules of the report (xreport/analysis/scores.py): scores of runs that
// count, repeats of one seed averaged first; a group that mixes configurations says so.
import { asText } from "../core/order";
import { cellText, isNumeric, missing, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { type Estimate, meanCi } from "../core/stats";
import { type Codes, countCodes, paired, textCodes, valueCodes } from "./codes";
import { Facts } from "./facts";
import { EVERY } from "./state";

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
  let codes: Codes = { of: new Int32Array(rows.length), count: 1 };
  for (const column of by) codes = paired(rows, codes, valueCodes(column));
  const members: number[][] = Array.from({ length: rows.length === 0 ? 0 : codes.count }, () => []);
  for (const [index, row] of rows.entries()) members[codes.of[index] as number]?.push(row);
  const configuration = table.column("fingerprint");
  return members.map((found) => ({
    key: by.map((column) => identity(column, found[0] as number)).join(PART),
    labels: by.map((column) => cellText(column, found[0] as number) || "–"),
    rows: found,
    configurations: configuration ? countCodes(valueCodes(configuration), found) : 1,
  }));
}

const PART = "~";
/** What begins a value that is no text. */
const BARE = /^['=]/;

/**
 * A value in an address: texts as they are, others behind "=", so that 1 is not "1" and null not what was not logged.
 */
function identity(column: Column, row: number): string {
  const raw = column.values[row] ?? null;
  if (raw === null) return missing(column, row) === "null" ? "=null" : "=none";
  if (typeof raw === "number" || typeof raw === "boolean" || missing(column, row) === "nan") return `=${raw}`;
  const text = asText(raw).replaceAll("%", "%25").replaceAll(PART, "%7E");
  return text === "" || text === EVERY || BARE.test(text) ? `'${text}` : text;
}

const kept = new WeakMap<readonly number[], Map<Column, Aggregate | null>>();

/**
 * What some rows have in a column of numbers; null where nothing counts. What was found for these very rows is kept.
 */
export function aggregate(table: RunTable, column: Column, rows: readonly number[]): Aggregate | null {
  if (!isNumeric(column)) return null;
  const known = kept.get(rows) ?? new Map<Column, Aggregate | null>();
  kept.set(rows, known);
  let found = known.get(column);
  if (found === undefined) known.set(column, (found = aggregated(table, column, rows)));
  return found;
}

function aggregated(table: RunTable, column: Column, rows: readonly number[]): Aggregate | null {
  const facts = Facts.of(table);
  const numbers = facts.measured(column);
  if (rows.length === 1) {
    const value = numbers[rows[0] as number] as number;
    return Number.isNaN(value) ? null : { n: 1, mean: value, low: null, high: null, min: value, max: value, left: 0 };
  }
  const repeats = column.group === "Metrics" ? facts.repeatsOf(rows) : null;
  const values: number[] = [];
  const seeds: number[] = [];
  let [min, max] = [Infinity, -Infinity];
  rows.forEach((row, index) => {
    const value = numbers[row] as number;
    if (Number.isNaN(value)) return;
    values.push(value);
    seeds.push(repeats ? (repeats.of[index] as number) : index);
    if (value < min) min = value;
    if (value > max) max = value;
  });
  const estimate = meanCi(repeats && repeats.count < rows.length ? seedMeans(values, seeds) : values);
  return estimate && { ...estimate, min, max, left: rows.length - values.length };
}

/** Repeats of one seed are no new evidence: their mean stands for them. In the order in which seeds come. */
export function seedMeans(values: readonly number[], seeds: readonly number[]): number[] {
  const bySeed = new Map<number, number[]>();
  values.forEach((value, index) => {
    const same = bySeed.get(seeds[index] as number);
    if (same) same.push(value);
    else bySeed.set(seeds[index] as number, [value]);
  });
  return [...bySeed.values()].map((same) =>
    same.length === 1 ? (same[0] as number) : (meanCi(same) as Estimate).mean,
  );
}

/** The one text that all rows of a group share in a column, or how many there are. */
export function common(column: Column, rows: readonly number[]): string {
  const count = countCodes(textCodes(column), rows);
  return count === 1 ? cellText(column, rows[0] as number) : `${count} values`;
}
