// The table on paper: a plain one of what is shown, for the grid holds only the lines in its window.
import { el } from "../core/dom";
import { isDark, root } from "../core/page";
import { isNumeric } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { cell } from "./cells";
import { groupName } from "./groupcells";
import type { Line } from "./lines";
import type { Context } from "./painted";

/** Lines that are printed at most: some pages of them. */
const MOST = 200;
const SCHEME = "data-md-color-scheme";

interface Sheet {
  readonly context: Context;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
  /** What is said above: how many runs there are, and which. */
  readonly about: readonly string[];
}

/** While the page is printed, a plain table stands in `host`. */
export function printLines(host: HTMLElement, shown: () => Sheet): void {
  let sheet: HTMLElement | null = null;
  window.addEventListener("beforeprint", () => {
    const { body } = document;
    if (isDark()) {
      body.setAttribute(SCHEME, "default");
      window.addEventListener("afterprint", () => body.setAttribute(SCHEME, "slate"), { once: true });
    }
    sheet?.remove();
    sheet = paper(host, shown());
  });
  window.addEventListener("afterprint", () => {
    sheet?.remove();
    sheet = null;
  });
}

function paper(host: HTMLElement, sheet: Sheet): HTMLElement {
  const left = sheet.lines.length - MOST;
  const whole = grid(sheet, sheet.columns);
  const box = el("div", { class: "xr-paper", "data-measured": "" }, whole);
  host.prepend(box);
  const widths = [...whole.querySelectorAll("th")].map((head) => head.getBoundingClientRect().width);
  const tables = spread(widths).map(({ columns, size }, _, all) => {
    const table =
      all.length === 1
        ? whole
        : grid(
            sheet,
            columns.map((at) => sheet.columns[at] as Column),
          );
    table.style.setProperty("--xr-size", String(size));
    return table;
  });
  box.removeAttribute("data-measured");
  box.replaceChildren(
    el("p", { class: "xr-muted" }, sheet.about.filter(Boolean).join(" · ")),
    ...tables,
    ...(left > 0
      ? [
          el(
            "p",
            { class: "xr-muted" },
            `and ${left} more ${left === 1 ? "row" : "rows"}: the first ${MOST} are printed`,
          ),
        ]
      : []),
  );
  return box;
}

/** Pixels that fit beside each other on a page across, of A4 as of Letter. */
const PAGE = 950;
/** Letters are not printed smaller than this share of their size. */
const LEAST = 0.75;

interface Part {
  /** Places of columns. */
  readonly columns: number[];
  /** Of letters, as a share of what is usual. */
  readonly size: number;
}

/**
 * How columns of some widths come to paper: all in one table, smaller if need be; too many in several, the first in
 * each. Pure.
 */
export function spread(widths: readonly number[]): Part[] {
  const [first = 0, ...others] = widths;
  const sum = (columns: readonly number[]): number => columns.reduce((all, at) => all + (widths[at] as number), 0);
  const all = sum([...widths.keys()]);
  const count = all * LEAST <= PAGE ? 1 : Math.ceil((all - first) / Math.max(PAGE / LEAST - first, 1));
  const share = (all - first) / count;
  const parts = Array.from({ length: count }, () => [0]);
  let before = 0;
  others.forEach((width, index) => {
    parts[Math.min(count - 1, Math.floor((before + width / 2) / share))]?.push(index + 1);
    before += width;
  });
  return parts
    .filter((columns) => columns.length > 1 || count === 1)
    .map((columns) => ({ columns, size: Math.min(1, PAGE / Math.max(sum(columns), 1)) }));
}

function grid({ context, lines }: Sheet, columns: readonly Column[]): HTMLElement {
  const head = columns.map((column) =>
    el("th", { class: isNumeric(column) ? "num" : null, scope: "col" }, column.label),
  );
  const rows = lines
    .slice(0, MOST)
    .map((line) =>
      el(
        "tr",
        { class: line.kind === "group" ? "xr-total" : null },
        ...columns.map((column) => place(context, column, line)),
      ),
    );
  return el("table", { class: "xr-table" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows));
}

function place(context: Context, column: Column, line: Line): HTMLElement {
  if (column.key === "name") return nameOf(context, line);
  return el("td", { class: isNumeric(column) ? "num" : null }, cell(context, column, line));
}

function nameOf({ table, by, base }: Context, line: Line): HTMLElement {
  if (line.kind === "group") {
    const { rows, configurations } = line.group;
    const mixed = configurations > 1 ? `, ${configurations} configurations` : "";
    return el("td", {}, groupName(by, line.group), ` (${rows.length} ${rows.length === 1 ? "run" : "runs"}${mixed})`);
  }
  const marks = [line.pinned ? "pinned" : "", line.row === base ? "baseline" : ""].filter(Boolean).join(", ");
  return el("td", {}, el("a", { href: root() + table.page(line.row) }, table.name(line.row)), marks && ` (${marks})`);
}
