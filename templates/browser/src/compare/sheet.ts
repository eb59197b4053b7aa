// The table of a comparison: what was put in and what came out, with runs as columns or as rows.
import { button, el, fill } from "../core/dom";
import { root } from "../core/page";
import { cellText } from "../core/runtable";
import type { Cell, Entry, Layout, Part } from "./layout";

interface SheetEvents {
  remove(row: number): void;
  pin(row: number): void;
}

export class Sheet {
  /** `rows` are those of the layout that are drawn. */
  constructor(
    private readonly layout: Layout,
    private readonly rows: readonly number[],
    private readonly colors: ReadonlyMap<number, number>,
    private readonly events: SheetEvents,
  ) {}

  render(parts: readonly Part[], transpose: boolean): HTMLElement {
    const table = el("table", { class: "xr-table xr-compare", "data-transposed": transpose });
    if (transpose) this.asRows(table, parts);
    else this.asColumns(table, parts);
    return el(
      "div",
      { class: "xr-scroll xr-compare-scroll", tabindex: 0, role: "group", "aria-label": "Comparison" },
      table,
    );
  }

  private asColumns(table: HTMLTableElement, parts: readonly Part[]): void {
    const { rows } = this;
    fill(table, el("thead", {}, el("tr", {}, el("td"), ...rows.map((run) => this.head(run, "col")))));
    for (const { title, entries, note } of parts) {
      const head = el(
        "th",
        { colspan: rows.length + 1, scope: "colgroup" },
        el("span", {}, title, note ? el("small", { class: "xr-muted" }, note) : null),
      );
      fill(
        table,
        el("tbody", {}, el("tr", { class: "xr-compare-section" }, head), ...entries.map((entry) => this.line(entry))),
      );
    }
  }

  private line(entry: Entry): HTMLElement {
    const name = el(
      "th",
      { scope: "row", "data-depth": entry.depth || null, title: titleOf(entry) },
      ...this.label(entry),
    );
    if (entry.kind === "branch") {
      name.colSpan = this.rows.length + 1;
      name.scope = "rowgroup";
      return el("tr", { class: "xr-compare-branch" }, name);
    }
    const differs = entry.kind === "row" && entry.row.differs;
    return el(
      "tr",
      { "data-differs": differs, "data-kind": entry.kind },
      name,
      ...this.rows.map((run) => this.cell(entry, run)),
    );
  }

  private asRows(table: HTMLTableElement, parts: readonly Part[]): void {
    const shown = parts
      .map(({ title, entries }) => ({ title, entries: entries.filter(({ kind }) => kind !== "branch") }))
      .filter(({ entries }) => entries.length > 0);
    const groups = shown.map(({ title, entries }) =>
      el("th", { scope: "colgroup", colspan: entries.length }, el("span", {}, title)),
    );
    const heads = shown.flatMap(({ entries }) =>
      entries.map((entry, index) =>
        el("th", { scope: "col", title: titleOf(entry), "data-first": index === 0 }, ...this.label(entry, true)),
      ),
    );
    fill(
      table,
      el("thead", {}, el("tr", { class: "xr-compare-section" }, el("td"), ...groups), el("tr", {}, el("td"), ...heads)),
    );
    const entries = shown.flatMap((part) => part.entries);
    fill(
      table,
      el(
        "tbody",
        {},
        ...this.rows.map((run) =>
          el("tr", {}, this.head(run, "row"), ...entries.map((entry) => this.cell(entry, run))),
        ),
      ),
    );
  }

  private head(run: number, scope: "col" | "row"): HTMLElement {
    const { table, base } = this.layout;
    const slug = table.slug(run);
    const status = table.column("status");
    const text = status ? cellText(status, run) : "";
    const pinned = run === base;
    const pin = button(pinned ? "Baseline" : "Set as baseline", () => this.events.pin(run), {
      "data-kind": "ghost",
      "data-key": `pin ${slug}`,
      "aria-pressed": String(pinned),
    });
    const remove = button("Remove", () => this.events.remove(run), {
      "data-kind": "ghost",
      "data-key": `remove ${slug}`,
      "aria-label": `Remove ${this.layout.name(run)}`,
    });
    return el(
      "th",
      { scope, "data-pinned": pinned },
      el(
        "div",
        { class: "xr-compare-name" },
        el("span", { class: "xr-dot", "data-xr-color": this.colors.get(run) }),
        el("a", { href: root() + table.page(run) }, this.layout.name(run)),
      ),
      text ? el("span", { class: "xr-status", "data-status": text }, text) : null,
      el("div", { class: "xr-compare-actions" }, pin, remove),
    );
  }

  /** Under its branch a param goes by the end of its name; without branches by all of it. */
  private label(entry: Entry, full = false): (Node | string)[] {
    if (entry.kind !== "row") return [full && entry.kind === "means" ? `${entry.metric} ${entry.name}` : entry.name];
    const { column } = entry.row;
    const arrow = column.direction === "max" ? "↑" : column.direction === "min" ? "↓" : "";
    const hint = arrow
      ? [el("span", { class: "xr-unit", title: arrow === "↑" ? "higher is better" : "lower is better" }, ` ${arrow}`)]
      : [];
    const unit = column.unit ? [el("span", { class: "xr-unit" }, ` ${column.unit}`)] : [];
    return [full ? column.label : entry.name, ...unit, ...hint];
  }

  private cell(entry: Entry, run: number): HTMLElement {
    const cell = this.layout.cell(entry, run);
    const node = el("td", { "data-pinned": run === this.layout.base, title: cell.title }, shownValue(cell));
    if (cell.delta) fill(node, " ", deltaOf(cell.delta));
    return cell.note ? fill(node, el("small", { class: "xr-compare-note" }, cell.note)) : node;
  }
}

function shownValue({ text, nothing, best, status, href }: Cell): Node | string {
  if (nothing)
    return el(
      "span",
      {
        class: "xr-missing",
        "data-what": nothing === "absent" ? null : nothing,
        title: nothing === "absent" ? "not logged" : null,
      },
      text,
    );
  if (href)
    return el("a", { class: best ? "xr-best" : null, href: /^https?:/.test(href) ? href : root() + href }, text);
  if (best) return el("span", { class: "xr-best" }, text);
  return status ? el("span", { class: "xr-status", "data-status": text }, text) : text;
}

function deltaOf({ text, better, title }: NonNullable<Cell["delta"]>): HTMLElement {
  return el(
    "span",
    { class: "xr-delta", "data-better": better === undefined ? null : better ? "yes" : "no", title },
    text,
  );
}

function titleOf(entry: Entry): string | null {
  if (entry.kind === "row") return entry.row.column.key;
  return entry.kind === "means"
    ? "Mean over the seeds of the configuration that the run belongs to, with its 95 % confidence interval"
    : null;
}
