// What the table shows, line by line: pinned runs, then groups with the runs of those that are open, or all runs.
import { asNumber, sortRows } from "../core/order";
import type { RunTable } from "../core/runtable";
import type { Column, Raw } from "../core/shapes/runs";
import { aggregate, common, type Group, groupRows } from "./groups";
import { isOpen, type Open } from "./state";

export type Line =
  | { readonly kind: "run"; readonly row: number; readonly pinned: boolean; readonly group: string }
  | { readonly kind: "group"; readonly group: Group; readonly place: number; readonly open: boolean };

interface Arrangement {
  readonly by: readonly Column[];
  readonly sort: { readonly column: Column; readonly descending: boolean } | null;
  readonly pinned: readonly number[];
  /** Which groups list their runs. */
  readonly open: Open;
}

interface Arranged {
  readonly lines: readonly Line[];
  readonly groups: readonly Group[];
}

export function arrange(table: RunTable, rows: readonly number[], { by, sort, pinned, open }: Arrangement): Arranged {
  const top = new Set(pinned);
  const sorted = sort ? sortRows(rows, sort.column.values, sort.descending) : [...rows];
  const first: Line[] = pinned.map((row) => ({ kind: "run", row, pinned: true, group: "" }));
  if (by.length === 0) {
    const lines = first;
    for (const row of sorted) if (!top.has(row)) lines.push({ kind: "run", row, pinned: false, group: "" });
    return { lines, groups: [] };
  }
  const groups = sortGroups(table, groupRows(table, by, sorted), by, sort);
  const lines = first;
  groups.forEach((group, place) => {
    const shown = isOpen(open, group.key);
    lines.push({ kind: "group", group, place, open: shown });
    if (shown) for (const row of group.rows) lines.push({ kind: "run", row, pinned: false, group: group.key });
  });
  return { lines, groups };
}

/**
 * Groups by the mean of the sorted column; by a text, by what its runs share. Without a sort they stay as their runs
 * come.
 */
function sortGroups(table: RunTable, groups: Group[], by: readonly Column[], sort: Arrangement["sort"]): Group[] {
  if (!sort) return groups;
  const { column, descending } = sort;
  const place = by.indexOf(column);
  const values: Raw[] = groups.map((group) => {
    if (column.key === "name") return group.labels.join(" ");
    if (place >= 0) return column.values[group.rows[0] as number] ?? null;
    const numeric = aggregate(table, column, group.rows);
    if (numeric) return numeric.mean;
    return group.rows.some((row) => asNumber(column.values[row] ?? null) !== undefined)
      ? null
      : common(column, group.rows);
  });
  return sortRows([...groups.keys()], values, descending).map((index) => groups[index] as Group);
}

/** The rows of lines, each once: what a page acts on. */
export function rowsOf(lines: readonly Line[]): number[] {
  const rows = new Set<number>();
  for (const line of lines) {
    if (line.kind === "run") rows.add(line.row);
    else for (const row of line.group.rows) rows.add(row);
  }
  return [...rows];
}

/** The chosen columns but those that are grouped by: the name of a group says them, and so it is always there. */
export function shownColumns(
  table: RunTable,
  { columns, group }: { readonly columns: readonly string[]; readonly group: readonly string[] },
): Column[] {
  const keys = columns.filter((key) => !group.includes(key));
  const named = group.length > 0 && !keys.includes("name") ? ["name", ...keys] : keys;
  return named.flatMap((key) => table.column(key) ?? []);
}

/**
 * Columns in which some of the rows differ; the name of a run and its curve are always among them. All, where none
 * does.
 */
export function differing(columns: readonly Column[], rows: readonly number[]): readonly Column[] {
  const found = columns.filter((column) => {
    if (column.key === "name" || column.kind === "spark") return true;
    const first = rows[0] ?? 0;
    const [raw, text] = [asKey(column.values[first]), column.text?.[first]];
    return rows.some((row) => asKey(column.values[row]) !== raw || (column.text?.[row] ?? undefined) !== text);
  });
  return found.length > 0 ? found : columns;
}

function asKey(raw: Raw | undefined): string | number | boolean | null {
  return typeof raw === "object" && raw !== null ? raw.join("\n") : (raw ?? null);
}
