// Cells of the grid as DOM nodes: untrusted text enters as text.
import { el, spark } from "../core/dom";
import { asNumber } from "../core/order";
import { root } from "../core/page";
import type { Column } from "../core/shapes";
import { delta, writeSigned } from "./format";
import { groupCell } from "./groupcells";
import type { Line } from "./lines";
import { isMeasure, type Looks } from "./looks";
import type { Stat } from "./state";
import { cellText, missing, type RunTable, tagsOf } from "./table";

export interface Context {
  readonly table: RunTable;
  readonly looks: Looks;
  readonly by: readonly Column[];
  /** How many parts of the names of groups go without saying. */
  readonly lead: number;
  readonly stat: Stat;
  readonly heat: boolean;
  readonly bars: boolean;
  /** The run that others are measured against. */
  readonly base: number | undefined;
}

type Content = HTMLElement | DocumentFragment | string;

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

/** Heat and a bar behind a number; widths and shades are set by script, for the page allows no style in its text. */
export function painted(
  context: Context,
  column: Column,
  { number, rows }: { readonly number: number | undefined; readonly rows: readonly number[] },
  content: Content,
  mark: HTMLElement | null,
): Content {
  const place = context.bars ? context.looks.place(column, number, rows) : undefined;
  const merit = context.heat ? context.looks.merit(column, number, rows) : undefined;
  if (place === undefined && merit === undefined && !mark) return content;
  const fragment = document.createDocumentFragment();
  if (merit !== undefined) {
    const heat = el("span", { class: "xr-heat", "data-good": merit >= 0.5 });
    heat.style.setProperty("--xr-strength", `${Math.round(Math.abs(merit - 0.5) * 2 * 34)}%`);
    fragment.append(heat);
  }
  if (place !== undefined) {
    const bar = el("span", { class: "xr-bar" });
    bar.style.width = `${(4 + place * 92).toFixed(1)}%`;
    fragment.append(bar);
  }
  fragment.append(el("span", { class: "xr-number" }, content, mark));
  return fragment;
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
