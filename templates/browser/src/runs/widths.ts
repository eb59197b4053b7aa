// Column widths from what the columns hold, so that nothing common is cut and nothing is wider than it needs.

import { cellText, isNumeric, tagsOf } from "../core/runtable";
import type { Column } from "../core/shapes/runs";

const SAMPLE = 200;
const LETTER = 7;
const DIGIT = 7.4;
const PADDING = 20;
/** Where nothing hovers, heads and names have a button beside them at all times. */
const BUTTON = typeof matchMedia === "function" && matchMedia("(hover: none)").matches ? 24 : 0;

const known = new Map<boolean, WeakMap<Column, number>>([
  [true, new WeakMap()],
  [false, new WeakMap()],
]);

export function columnWidth(column: Column, count: number, narrow: boolean): number {
  const kept = known.get(narrow) as WeakMap<Column, number>;
  const width = kept.get(column) ?? measured(column, count, narrow);
  kept.set(column, width);
  return width;
}

function measured(column: Column, count: number, narrow: boolean): number {
  if (column.kind === "spark") return 100;
  const head = Math.min(column.label.length * 6.9 + PADDING + 14, 150) + BUTTON;
  const stride = Math.max(1, Math.floor(count / SAMPLE));
  let content = 0;
  for (let row = 0; row < count; row += stride) content = Math.max(content, cellWidth(column, row));
  const most = column.key === "name" ? (narrow ? 160 : 300) + BUTTON : column.kind === "tags" ? 200 : 180;
  return Math.round(Math.min(most, Math.max(head, content + PADDING, 56)));
}

function cellWidth(column: Column, row: number): number {
  if (column.kind === "tags") return tagsOf(column, row).reduce((sum, tag) => sum + tag.length * 6.4 + 20, 0);
  const length = cellText(column, row).length;
  if (column.kind === "status") return length * 6.4 + 26;
  return length * (isNumeric(column) ? DIGIT : LETTER) + (column.key === "name" ? 22 + BUTTON : 0);
}

/** Spread the room that is left over the columns that hold text, each at most by half. */
export function stretch(widths: readonly number[], flexible: readonly boolean[], room: number): number[] {
  const left = room - widths.reduce((sum, width) => sum + width, 0);
  if (left <= 0) return [...widths];
  const base = widths.reduce((sum, width, index) => sum + (flexible[index] ? width : 0), 0);
  const share = base > 0 ? Math.min(left / base, 0.8) : 0;
  const grown = widths.map((width, index) => (flexible[index] ? width * (1 + share) : width));
  // What text columns may not take is shared by all, so that the table ends where the page ends.
  const rest = (room - grown.reduce((sum, width) => sum + width, 0)) / Math.max(1, widths.length);
  return grown.map((width) => Math.floor(width + Math.max(0, rest)));
}
