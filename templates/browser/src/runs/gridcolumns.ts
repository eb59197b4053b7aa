// Columns of the table as SlickGrid wants them: how wide, how headed, and what draws their cells.
import type { Column as SlickColumn } from "slickgrid";

import { el } from "../core/dom";
import { isNumeric, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { cell } from "./cells";
import { scrollbarWidth } from "./lean";
import type { Line } from "./lines";
import { isMeasure } from "./looks";
import type { Context } from "./painted";
import { columnWidth, stretch } from "./widths";

export const CHECK = "check";
/** Below so many pixels the table is that of a phone. */
export const NARROW = 600;
const CHECK_WIDTH = 36;
/** Room for a distance to the baseline, and for "± 0.0123" of a group. */
const BESIDE = 62;

/** What cells are drawn from; it changes under them. */
export interface View {
  context: Context;
  selected: ReadonlySet<number>;
}

export function gridColumns(
  view: View,
  visible: readonly Column[],
  room: number,
  headBox: HTMLInputElement,
): SlickColumn[] {
  const widths = visible.map((column) => wantedWidth(view.context, column, room));
  const flexible = visible.map((column) => !isNumeric(column) && column.kind !== "spark" && column.kind !== "status");
  const fitted = stretch(widths, flexible, room - CHECK_WIDTH - scrollbarWidth());
  return [
    checkColumn(view, headBox),
    ...visible.map((column, index) => slickColumn(view, column, fitted[index] as number)),
  ];
}

function wantedWidth({ table, base, by }: Context, column: Column, room: number): number {
  const narrow = room < NARROW;
  const beside = (base !== undefined || by.length > 0) && isMeasure(column) ? BESIDE : 0;
  const width = columnWidth(column, table.count, narrow) + beside;
  if (column.key !== "name" || by.length === 0) return width;
  // Names of groups are long.
  return narrow
    ? Math.max(210, Math.min(280, room * 0.8))
    : Math.max(width, Math.min(460, Math.max(room * 0.36, Math.min(380, room * 0.6))));
}

function checkColumn(view: View, headBox: HTMLInputElement): SlickColumn {
  return {
    id: CHECK,
    field: CHECK,
    name: headBox,
    width: CHECK_WIDTH,
    resizable: false,
    sortable: false,
    reorderable: false,
    cssClass: "xr-check",
    headerCssClass: "xr-check",
    formatter: (_row, _cell, _value, _column, line: Line) => checkbox(view, line),
  };
}

function checkbox({ context, selected }: View, line: Line): HTMLElement {
  const rows = line.kind === "run" ? [line.row] : line.group.rows;
  const name = line.kind === "run" ? context.table.name(line.row) : line.group.labels.join(", ");
  const box = el("input", { type: "checkbox", tabindex: -1, "aria-label": `Select ${name}` });
  const chosen = selected.size === 0 ? 0 : rows.filter((row) => selected.has(row)).length;
  box.checked = chosen === rows.length;
  box.indeterminate = chosen > 0 && chosen < rows.length;
  return box;
}

function slickColumn(view: View, column: Column, width: number): SlickColumn {
  const numeric = isNumeric(column);
  const unit = column.unit ? ` (${column.unit})` : "";
  const better = column.direction ? `, ${column.direction === "max" ? "higher" : "lower"} is better` : "";
  return {
    id: slickId(view.context.table, column),
    field: column.key,
    name: column.label,
    toolTip: `${column.group}: ${column.label}${unit}${better}`,
    width,
    minWidth: 44,
    sortable: column.kind !== "spark",
    defaultSortAsc: firstAscending(column),
    cssClass: numeric ? "num" : column.key === "name" ? "name" : "",
    headerCssClass: numeric ? "num" : "",
    formatter: (_row, _cell, _value, _column, line: Line) => cell(view.context, column, line),
  };
}

/** Numbers are first wanted largest first, texts from A; of what should be low, the lowest. */
export function firstAscending(column: Column): boolean {
  return !isNumeric(column) || column.direction === "min";
}

export function slickId(table: RunTable, column: Column): string {
  return `c${table.columns.indexOf(column)}`;
}

export function bySlickId(table: RunTable, id: string): Column | undefined {
  return id.startsWith("c") && id !== CHECK ? table.columns[Number(id.slice(1))] : undefined;
}
