// The runs page: state in, rows and columns out, state back into the address.
import { copyAndSay } from "../core/copy";
import { loadData } from "../core/data";
import { button, el } from "../core/dom";
import { joinList, replaceHash } from "../core/hash";
import { sortRows } from "../core/order";
import { root } from "../core/page";
import { QueryMatcher } from "../query/match";
import { RunGrid } from "./grid";
import { ColumnMenu } from "./menu";
import { defaultColumns, formatState, parseState, type RunsState } from "./state";
import { RunTable } from "./table";

export function mountRuns(host: HTMLElement): void {
  loadData("runs").then(
    (data) => new RunsPage(host, new RunTable(data)),
    () => host.prepend(el("p", { class: "xr-note", "data-tone": "warn" }, "The interactive table could not be loaded; this is the plain one.")),
  );
}

class RunsPage {
  private state: RunsState;
  private selected = new Set<number>();
  private shown: number[] = [];
  private anchor = -1;
  private readonly filter: QueryMatcher;
  private readonly grid: RunGrid;
  private readonly menu: ColumnMenu;
  private readonly input: HTMLInputElement;
  private readonly counted = el("span", { class: "xr-muted xr-nowrap", role: "status", "data-xr-count": true });
  private readonly clear: HTMLButtonElement;
  private readonly compare: HTMLAnchorElement;

  constructor(
    private readonly host: HTMLElement,
    private readonly table: RunTable,
  ) {
    this.filter = new QueryMatcher(table);
    this.state = parseState(location.hash, table.columns);
    this.input = el("input", {
      class: "xr-input xr-runs-filter",
      type: "search",
      placeholder: "Filter: words, tag:prod, lr <= 1e-3, not status:failed",
      "aria-label": "Filter runs",
      spellcheck: "false",
    });
    this.menu = new ColumnMenu(table.columns, (visible) => this.choose(visible), () => this.update({ columns: defaultColumns(table.columns) }));
    this.compare = el("a", { class: "xr-button", "data-kind": "primary" });
    this.clear = button("Clear selection", () => this.select([]), { "data-kind": "ghost" });
    const link = button("Copy link", () => copyAndSay(location.href, "Link copied"));
    const bar = el("div", { class: "xr-toolbar xr-runs-bar" }, this.input, this.counted, this.compare, this.clear, el("span", { class: "xr-spacer" }), this.menu.element, link);
    const place = el("div", { class: "xr-runs-grid" });
    host.replaceChildren(bar, place);
    this.grid = new RunGrid(place, table, {
      sort: (key, descending) => this.update({ sort: { key, descending } }),
      reorder: (keys) => this.update({ columns: keys }),
      select: (row, on, range) => this.toggle(row, on, range),
      selectAll: (on) => this.select(on ? this.shown : []),
    });
    this.listen(place);
    this.show();
    setTimeout(() => this.filter.warm(), 500);
  }

  private listen(place: HTMLElement): void {
    this.input.addEventListener("input", () => this.update({ filter: this.input.value }));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.input.value = "";
      this.update({ filter: "" });
    });
    window.addEventListener("hashchange", () => {
      this.state = parseState(location.hash, this.table.columns);
      this.show();
    });
    let width = place.clientWidth;
    const fit = (): void => {
      if (place.clientWidth !== width) this.grid.resize();
      width = place.clientWidth;
    };
    new ResizeObserver(fit).observe(place);
    window.addEventListener("resize", () => this.grid.resize());
  }

  private update(change: Partial<RunsState>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    replaceHash(formatState(this.state, this.table.columns));
    if (change.columns) this.showColumns();
    if (change.sort) this.grid.setSort(change.sort);
    if (change.sort !== undefined || change.filter !== undefined) this.showRows();
  }

  private show(): void {
    this.input.value = this.state.filter;
    this.selected = new Set(this.state.selected.flatMap((slug) => this.table.row(slug) ?? []));
    this.showColumns();
    this.showRows();
    this.showSelection();
  }

  private showColumns(): void {
    this.grid.setColumns(this.state.columns.flatMap((key) => this.table.column(key) ?? []));
    this.grid.setSort(this.state.sort);
    this.menu.show(this.state.columns);
  }

  private showRows(): void {
    const { filter, sort } = this.state;
    const rows = this.filter.apply(filter, this.table.rows);
    const values = sort ? this.table.column(sort.key)?.values : undefined;
    this.shown = sort && values ? sortRows(rows, values, sort.descending) : rows;
    this.grid.setRows(this.shown);
    const { count } = this.table;
    this.counted.textContent = rows.length === count ? `${count} runs` : `${rows.length} of ${count} runs`;
    this.host.toggleAttribute("data-empty", rows.length === 0);
  }

  private choose(visible: ReadonlySet<string>): void {
    const kept = this.state.columns.filter((key) => visible.has(key));
    const added = [...visible].filter((key) => !kept.includes(key));
    const canonical = this.table.columns.map((column) => column.key);
    const sorted = kept.every((key, index) => index === 0 || canonical.indexOf(kept[index - 1] as string) < canonical.indexOf(key));
    const columns = sorted ? canonical.filter((key) => visible.has(key)) : [...kept, ...added];
    this.update({ columns });
  }

  private toggle(row: number, on: boolean, range: boolean): void {
    const rows = range ? this.between(this.anchor, row) : [row];
    const selected = new Set(this.selected);
    for (const each of rows) {
      if (on) selected.add(each);
      else selected.delete(each);
    }
    this.anchor = row;
    this.select([...selected]);
  }

  private between(from: number, to: number): number[] {
    const ends = [this.shown.indexOf(from), this.shown.indexOf(to)].sort((a, b) => a - b);
    return (ends[0] as number) < 0 ? [to] : this.shown.slice(ends[0], (ends[1] as number) + 1);
  }

  private select(rows: readonly number[]): void {
    this.selected = new Set(rows);
    // The address carries a selection of a size that one compares; a larger one lives on the page alone.
    this.update({ selected: rows.length <= 50 ? rows.map((row) => this.table.slug(row)) : [] });
    this.showSelection();
  }

  private showSelection(): void {
    this.grid.setSelected(this.selected);
    const slugs = [...this.selected].map((row) => this.table.slug(row));
    this.compare.hidden = this.clear.hidden = slugs.length === 0;
    this.compare.textContent = slugs.length === 1 ? "Compare 1 run with…" : `Compare ${slugs.length} runs`;
    this.compare.href = `${root()}compare.html#runs=${joinList(slugs)}`;
  }
}
