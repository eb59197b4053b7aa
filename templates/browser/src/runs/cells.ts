// Cells of the grid as DOM nodes: untrusted text enters as text.
import { el, spark } from "../core/dom";
import { asNumber } from "../core/order";
import { root } from "../core/page";
import { cellText, missing, type RunTable, tagsOf } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { delta, writeSigned } from "./format";
import { groupCell } from "./groupcells";
import type { Line } from "./lines";
import { isMeasure } from "./looks";
import { type Content, type Context, painted } from "./painted";

/** Make the content of one cell. */
export function cell(context: Context, column: Column, line: Line): Content {
  if (line.kind === "group") return groupCell(context, column, line);
  const { table, base } = context;
  const { row } = line;
  if (column.key === "name") return nameCell(context, line);
  if (column.kind === "spark") return sparkCell(table, column, row);
  const content = value(column, row);
  if (!isMeasure(column)) return base !== undefined && base !== row ? againstBase(column, row, base, content) : content;
  return painted(
    context,
    column,
    { number: asNumber(column.values[row] ?? null), rows: [row] },
    content,
    deltaMark(context, column, row),
  );
}

function value(column: Column, row: number): Content {
  const nothing = missing(column, row);
  if (nothing === "absent")
    return el("span", { class: "xr-missing", title: "not logged" }, cellText(column, row) || "–");
  if (nothing) return el("span", { class: "xr-missing", "data-what": nothing }, cellText(column, row) || nothing);
  if (column.kind === "status")
    return el("span", { class: "xr-status", "data-status": cellText(column, row) }, cellText(column, row));
  if (column.kind === "tags") return tagsCell(column, row);
  return cellText(column, row);
}

function deltaMark({ base }: Context, column: Column, row: number): HTMLElement | null {
  if (base === undefined) return null;
  const distance = delta(column, row, base);
  if (!distance) return el("small", { class: "xr-delta" }); // so that numbers stay below each other
  const tone = distance.better === null ? "" : distance.better ? "good" : "bad";
  const title = tone === "" ? "against the baseline" : `against the baseline: ${distance.better ? "better" : "worse"}`;
  return el("small", { class: "xr-delta", "data-tone": tone || null, title }, writeSigned(column, distance.value));
}

/** What is not as in the baseline stands out from what is. */
function againstBase(column: Column, row: number, base: number, content: Content): Content {
  const same = cellText(column, row) === cellText(column, base);
  return same ? el("span", { class: "xr-same", title: "as in the baseline" }, content) : content;
}

function nameCell({ table, base }: Context, line: Line & { kind: "run" }): HTMLElement {
  const { row } = line;
  const name = table.name(row);
  const dot = el("span", { class: "xr-dot", "data-xr-color": table.color(row) });
  const link = el("a", { href: root() + table.page(row), title: name, tabindex: -1 }, name);
  const pin = line.pinned ? el("span", { class: "xr-mark", title: "pinned to the top" }, "pinned") : null;
  const mark =
    base === row
      ? el("span", { class: "xr-mark", title: "the others are measured against this run" }, "baseline")
      : null;
  const more = el(
    "button",
    {
      type: "button",
      class: "xr-more",
      tabindex: -1,
      "data-xr-row": row,
      "aria-label": `Pin ${name}, or make it the baseline`,
    },
    "⋯",
  );
  return el("span", { class: "xr-name", "data-inside": line.group !== "" }, dot, link, mark ?? pin, more);
}

function sparkCell(table: RunTable, column: Column, row: number): Content {
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
