// Rows of a logged table: filtered, sorted, as text and as CSV. Pure.
import { csvLines } from "../core/csv";
import { compact } from "../core/numbers";
import { asNumber, asText, sortRows } from "../core/order";
import type { Raw } from "../core/shapes/runs";

export interface Order {
  readonly column: number;
  readonly descending: boolean;
}

/** Row numbers of the rows that hold all words (in any cell, case apart), in order. */
export function pickRows(rows: readonly (readonly Raw[])[], query: string, order: Order | null): number[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...rows.keys()].filter((row) => {
    const text = words.length ? (rows[row] ?? []).map(cellText).join("\n").toLowerCase() : "";
    return words.every((word) => text.includes(word));
  });
  return order
    ? sortRows(
        found,
        rows.map((row) => row[order.column] ?? null),
        order.descending,
      )
    : found;
}

/** A cell as it reads: numbers as logged, the text of anything else. */
export function cellText(raw: Raw): string {
  return typeof raw === "number" ? String(raw) : asText(raw);
}

/** A number in few digits, for the eye. */
export function shortCell(raw: Raw): string {
  const number = typeof raw === "boolean" ? undefined : asNumber(raw);
  return number === undefined ? asText(raw) : compact(number, 6);
}

/** Whether a column is of numbers: what is missing says nothing. */
export function isNumeric(rows: readonly (readonly Raw[])[], column: number): boolean {
  let some = false;
  for (const row of rows) {
    const raw = row[column] ?? null;
    if (raw === null) continue;
    if (typeof raw === "boolean" || asNumber(raw) === undefined) return false;
    some = true;
  }
  return some;
}

export function rowsToCsv(columns: readonly string[], rows: readonly (readonly Raw[])[]): string {
  const cell = (raw: Raw): string | number => (typeof raw === "number" ? raw : asText(raw));
  return csvLines([columns, ...rows.map((row) => columns.map((_, column) => cell(row[column] ?? null)))]);
}
