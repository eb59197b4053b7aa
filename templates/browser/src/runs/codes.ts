// Columns as small whole numbers: equal values have equal codes, so that ten thousand cells are told apart without
// texts.

import { cellText, missing } from "../core/runtable";
import type { Column } from "../core/shapes/runs";

export interface Codes {
  /** The code of each row. */
  readonly of: Int32Array;
  /** Codes are below this. */
  readonly count: number;
}

const byValue = new WeakMap<Column, Codes>();
const byText = new WeakMap<Column, Codes>();

/** By what was logged: 1 is not "1", and null is not what was not logged. */
export function valueCodes(column: Column): Codes {
  return kept(byValue, column, (row) => {
    const raw = column.values[row] ?? null;
    if (raw === null) return `\0${missing(column, row)}`;
    return typeof raw === "object" ? `\0list ${raw.join("\0")}` : raw;
  });
}

/** By what a cell shows. */
export function textCodes(column: Column): Codes {
  return kept(byText, column, (row) => cellText(column, row));
}

function kept(all: WeakMap<Column, Codes>, column: Column, read: (row: number) => unknown): Codes {
  const known = all.get(column);
  if (known) return known;
  const of = new Int32Array(column.values.length);
  const seen = new Map<unknown, number>();
  for (let row = 0; row < of.length; row += 1) {
    const value = read(row);
    let code = seen.get(value);
    if (code === undefined) seen.set(value, (code = seen.size));
    of[row] = code;
  }
  const made = { of, count: seen.size };
  all.set(column, made);
  return made;
}

/** With more pairs of codes than this for each row, a list of all of them costs more than a map of those that occur. */
const SPARSE = 16;

/**
 * One code for each of some rows out of two, counted from 0 in the order in which they come. `first` is by place, not
 * by row.
 */
export function paired(rows: readonly number[], first: Codes, second: Codes): Codes {
  const size = first.count * second.count;
  const of = new Int32Array(rows.length);
  const seen = size <= SPARSE * rows.length ? new Int32Array(size) : null;
  const found = new Map<number, number>();
  let count = 0;
  for (let index = 0; index < of.length; index += 1) {
    const both = (first.of[index] as number) * second.count + (second.of[rows[index] as number] as number);
    let code = seen ? (seen[both] as number) : (found.get(both) ?? 0);
    if (code === 0) {
      code = count += 1;
      if (seen) seen[both] = code;
      else found.set(both, code);
    }
    of[index] = code - 1;
  }
  return { of, count };
}

/** How many codes some rows have among them. */
export function countCodes({ of, count }: Codes, rows: readonly number[]): number {
  if (rows.length < 2) return rows.length; // as most groups are where nearly every run has a value of its own
  if (rows.length < count / 4) return new Set(rows.map((row) => of[row])).size; // not a mark for each of many codes
  const seen = new Uint8Array(count);
  let found = 0;
  for (const row of rows) {
    const code = of[row] as number;
    found += 1 - (seen[code] as number);
    seen[code] = 1;
  }
  return found;
}
