// The table of a comparison: runs are columns, what was put in and what came out are rows.
import { button, el, fill } from "../core/dom";
import { compact } from "../core/numbers";
import { root } from "../core/page";
import { cellText, missing, type RunTable } from "../runs/table";
import { deltaTo, type Row, type Sections } from "./diff";

export interface SheetEvents {
  remove(row: number): void;
  pin(row: number): void;
}

export class Sheet {
  constructor(
    private readonly table: RunTable,
    private readonly rows: readonly number[],
    private readonly base: number | undefined,
    private readonly colors: ReadonlyMap<number, number>,
    private readonly events: SheetEvents,
  ) {}

  render(sections: Sections, all: boolean): HTMLElement {
    const body = el("table", { class: "xr-table xr-compare" }, this.head());
    const parts: [string, readonly Row[]][] = [
      ["Metrics", sections.metrics],
      ["Params", sections.params],
      ["Run", sections.facts],
    ];
    for (const [title, rows] of parts) {
      const shown = all ? rows : rows.filter((row) => (title === "Metrics" ? row.comparable : row.differs));
      if (rows.length > 0) body.append(this.section(title, shown, rows.length - shown.length));
    }
    return el("div", { class: "xr-scroll" }, body);
  }

  private head(): HTMLElement {
    const cells = this.rows.map((row) => {
      const link = el("a", { href: root() + this.table.page(row) }, this.table.name(row));
      const status = this.table.column("status");
      const text = status ? cellText(status, row) : "";
      const pinned = row === this.base;
      const pin = button(pinned ? "Baseline" : "Set as baseline", () => this.events.pin(row), { "data-kind": "ghost", "aria-pressed": String(pinned) });
      const remove = button("Remove", () => this.events.remove(row), { "data-kind": "ghost", "aria-label": `Remove ${this.table.name(row)}` });
      return el(
        "th",
        { scope: "col", "data-pinned": pinned },
        el("div", { class: "xr-compare-name" }, el("span", { class: "xr-dot", "data-xr-color": this.colors.get(row) }), link),
        text ? el("span", { class: "xr-status", "data-status": text }, text) : null,
        el("div", { class: "xr-compare-actions" }, pin, remove),
      );
    });
    return el("thead", {}, el("tr", {}, el("td"), ...cells));
  }

  private section(title: string, rows: readonly Row[], hidden: number): HTMLElement {
    const span = this.rows.length + 1;
    const why = title === "Metrics" ? "logged by one run only or telling nothing apart" : "the same in all";
    const same = hidden > 0 ? `${hidden} ${why}, not shown` : "";
    const head = el("th", { colspan: span, scope: "colgroup" }, title, same ? el("small", { class: "xr-muted" }, same) : null);
    const body = el("tbody", {}, el("tr", { class: "xr-compare-section" }, head));
    return fill(body, ...rows.map((row) => this.row(row)));
  }

  private row(row: Row): HTMLElement {
    const { column } = row;
    const arrow = column.direction === "max" ? "↑" : column.direction === "min" ? "↓" : "";
    const hint = arrow ? el("span", { class: "xr-unit", title: arrow === "↑" ? "higher is better" : "lower is better" }, ` ${arrow}`) : null;
    const unit = column.unit ? el("span", { class: "xr-unit" }, ` ${column.unit}`) : null;
    const cells = this.rows.map((run, index) => this.cell(row, run, index));
    return el("tr", { "data-differs": row.differs }, el("th", { scope: "row", title: column.key }, column.label, unit, hint), ...cells);
  }

  private cell({ column, best }: Row, run: number, index: number): HTMLElement {
    const nothing = missing(column, run);
    const text = cellText(column, run);
    const pinned = run === this.base;
    if (nothing) {
      const what = nothing === "absent" ? null : nothing;
      return el("td", { "data-pinned": pinned }, el("span", { class: "xr-missing", "data-what": what, title: what ? null : "not logged" }, text || "–"));
    }
    const value = column.kind === "status" ? el("span", { class: "xr-status", "data-status": text }, text) : text;
    const cell = el("td", { "data-pinned": pinned }, best.has(index) ? el("span", { class: "xr-best" }, text) : value);
    const delta = this.base === undefined || column.group !== "Metrics" ? undefined : deltaTo(column, run, this.base);
    if (delta && delta.value !== 0) {
      const sign = delta.value > 0 ? "+" : "";
      const better = delta.better === undefined ? null : delta.better ? "yes" : "no";
      fill(cell, " ", el("span", { class: "xr-delta", "data-better": better }, sign + compact(delta.value, 3)));
    }
    return cell;
  }
}
