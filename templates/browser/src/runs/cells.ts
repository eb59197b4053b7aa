// Cells of the grid as DOM nodes: untrusted text enters as text.
import { el, spark } from "../core/dom";
import { root } from "../core/page";
import type { Column } from "../core/shapes";
import { cellText, missing, tagsOf, type RunTable } from "./table";

/** Make the content of one cell. */
export function cell(table: RunTable, column: Column, row: number): HTMLElement | DocumentFragment | string {
  if (column.key === "name") return nameCell(table, row);
  if (column.kind === "spark") return sparkCell(table, column, row);
  const nothing = missing(column, row);
  if (nothing === "absent") return el("span", { class: "xr-missing", title: "not logged" }, cellText(column, row) || "–");
  if (nothing) return el("span", { class: "xr-missing", "data-what": nothing }, cellText(column, row) || nothing);
  if (column.kind === "status") return el("span", { class: "xr-status", "data-status": cellText(column, row) }, cellText(column, row));
  if (column.kind === "tags") return tagsCell(column, row);
  return cellText(column, row);
}

function nameCell(table: RunTable, row: number): HTMLElement {
  const dot = el("span", { class: "xr-dot", "data-xr-color": table.color(row) });
  const link = el("a", { href: root() + table.page(row), title: table.name(row) }, table.name(row));
  return el("span", { class: "xr-name" }, dot, link);
}

function sparkCell(table: RunTable, column: Column, row: number): HTMLElement | DocumentFragment | string {
  const points = column.values[row] ?? null;
  if (typeof points !== "string" || points === "") return "";
  const fragment = document.createDocumentFragment();
  fragment.append(spark(points, table.color(row)));
  return fragment;
}

function tagsCell(column: Column, row: number): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const tag of tagsOf(column, row)) fragment.append(el("span", { class: "xr-chip" }, tag), " ");
  return fragment;
}
