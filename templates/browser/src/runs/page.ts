// The runs page: state in, lines and columns out, state back into the address.
import { loadData, loadScript, loadStyle } from "../core/data";
import { button, el, toast } from "../core/dom";
import { joinList, replaceHash, writeHash } from "../core/hash";
import { root } from "../core/page";
import { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { chartKeys } from "../plot/address";
import { filteredKeys } from "../query/edit";
import { QueryMatcher } from "../query/match";
import { Bar } from "./bar";
import type { CurvesPane } from "./curves";
import { Facts, RULE } from "./facts";
import { RunGrid } from "./grid";
import { sharedLead } from "./groupcells";
import type { Group } from "./groups";
import { arrange, differing, type Line, rowsOf, shownColumns } from "./lines";
import { Looks } from "./looks";
import type { ColumnMenuEvents } from "./menu";
import { fromMenus, withMenus } from "./menus";
import { defaultMetrics } from "./metrics";
import type { Context } from "./painted";
import { printLines } from "./paper";
import { dropdown, Popover } from "./popover";
import { shareMenu } from "./share";
import { makeSplit, type Split } from "./split";
import {
  CLOSED,
  defaultColumns,
  formatState,
  MOST_IN_LINK,
  parseState,
  type RunsState,
  type Spread,
  toggleOpen,
} from "./state";
import { registerTable } from "./tablekeys";

export function mountRuns(host: HTMLElement): void {
  loadData("runs").then(
    (data) => {
      host.removeAttribute("data-xr-waits");
      void new RunsPage(host, new RunTable(data));
    },
    () => {
      host.removeAttribute("data-xr-waits");
      host.prepend(
        el(
          "p",
          { class: "xr-note", "data-tone": "warn" },
          "The interactive table could not be loaded; this is the plain one.",
        ),
      );
    },
  );
}

/** Runs whose curves are drawn at most. */
const MOST_CURVES = 500;

class RunsPage {
  private state: RunsState;
  private selected = new Set<number>();
  private lines: readonly Line[] = [];
  private groups: readonly Group[] = [];
  private columns: readonly Column[] = [];
  private anchor = -1;
  private pane: CurvesPane | null = null;
  private split: Split | null = null;
  private readonly looks: Looks;
  private readonly matcher: QueryMatcher;
  private readonly grid: RunGrid;
  private readonly bar: Bar;
  private readonly popover: Popover;
  private readonly place = el("div", { class: "xr-runs-grid" });
  private readonly body = el("div", { class: "xr-runs-body" });

  constructor(
    private readonly host: HTMLElement,
    private readonly table: RunTable,
  ) {
    this.looks = new Looks(table.column("task"));
    this.matcher = new QueryMatcher(table);
    this.state = parseState(location.hash, table.columns);
    this.bar = this.makeBar();
    host.replaceChildren(this.bar.element, this.body);
    this.body.append(this.place);
    this.popover = new Popover(host);
    this.grid = new RunGrid(this.place, this.context, {
      sort: (key, descending) => this.update({ sort: { key, descending } }),
      reorder: (keys) => this.update({ columns: this.withHidden(keys) }),
      select: (row, on, range) => this.toggle(row, on, range),
      selectGroup: (key, on) => this.mark(this.groups.find((group) => group.key === key)?.rows ?? [], on),
      selectAll: (on) => this.select(on ? rowsOf(this.lines) : []),
      toggleGroup: (key) => this.toggleGroup(key),
      columnMenu: (column, opener) =>
        withMenus(({ headMenu }) =>
          this.popover.toggle(
            opener,
            `Menu of ${column.label}`,
            headMenu(
              table,
              column,
              this.state,
              this.columns.map(({ key }) => key),
              { update: (change) => this.fromHead(column, change), close: () => this.popover.close() },
            ),
          ),
        ),
      rowMenu: (row, opener) => this.popover.toggle(opener, table.name(row), this.rowMenu(row)),
      hover: (line) => this.pane?.group.setHot(this.lineId(line)),
    });
    this.listen();
    printLines(this.host, () => ({
      context: this.context,
      columns: this.columns,
      lines: this.lines,
      about: [this.bar.said, this.state.filter],
    }));
    this.show();
    setTimeout(() => this.matcher.warm(), 500);
  }

  private makeBar(): Bar {
    const { table } = this;
    const chosen: ColumnMenuEvents = {
      choose: (visible) => this.choose(visible),
      differing: () => this.update({ differing: !this.state.differing }),
      reset: () => this.update({ columns: defaultColumns(table.columns), frozen: 1 }),
    };
    const columns = dropdown("Columns", () =>
      fromMenus(({ columnMenu }) => columnMenu(table.columns, this.state.columns, this.state.differing, chosen)),
    ).element;
    const group = dropdown("Group", () =>
      fromMenus(({ groupMenu }) => groupMenu(table, this.state, { update: (change) => this.update(change) })),
    ).element;
    const share = dropdown("Share", (close) =>
      shareMenu(table, () => ({ columns: this.columns, by: this.by, lines: this.lines, stat: this.state.stat }), close),
    ).element;
    return new Bar(
      { columns, group, share },
      {
        filter: (filter) => this.update({ filter }),
        toggle: (what) => this.update({ [what]: !this.state[what] }),
        clear: () => this.select([]),
        pin: () => this.pin([...this.selected]),
        base: () => this.setBase([...this.selected][0]),
      },
    );
  }

  private listen(): void {
    registerTable(
      () => this.pin(this.meant()),
      () => this.setBase(this.meant(1)[0]),
    );
    window.addEventListener("hashchange", () => {
      this.state = parseState(location.hash, this.table.columns);
      this.show();
    });
    let width = this.place.clientWidth;
    const fit = (): void => {
      if (this.place.clientWidth !== width) this.grid.resize();
      width = this.place.clientWidth;
    };
    new ResizeObserver(fit).observe(this.place);
    window.addEventListener("resize", () => this.grid.resize());
  }

  private get base(): number | undefined {
    return this.table.row(this.state.base);
  }

  private get by(): Column[] {
    return this.state.group.flatMap((key) => this.table.column(key) ?? []);
  }

  private get context(): Context {
    const { table, looks, by, base } = this;
    const { stat, heat, bars } = this.state;
    return { table, looks, by, lead: sharedLead(by, this.groups), stat, heat, bars, base };
  }

  private update(change: Partial<RunsState>): void {
    const regrouped = change.group !== undefined && change.group.join() !== this.state.group.join();
    const open = regrouped ? { ...CLOSED, all: this.state.open.all } : this.state.open; // keys of other groups
    this.state = { ...this.state, open, ...change };
    replaceHash(formatState(this.state, this.table.columns, this.state.curves ? chartKeys(location.hash) : []));
    const only = (...keys: (keyof RunsState)[]): boolean =>
      Object.keys(change).every((key) => (keys as string[]).includes(key));
    if (only("selected")) return this.showCurves();
    if (only("split")) return;
    if (only("curves", "metrics", "spread")) return this.showPane();
    this.showLines(!only("pinned", "base", "heat", "bars", "stat", "columns", "frozen", "open"));
    this.showPane();
  }

  /** What a menu of a column did may have made its head anew: the keys stay there. */
  private fromHead(column: Column, change: Partial<RunsState>): void {
    this.update(change);
    if (document.activeElement === document.body) this.grid.focusHead(column);
  }

  private show(): void {
    this.selected = new Set(this.state.selected.flatMap((slug) => this.table.row(slug) ?? []));
    this.showLines(true);
    this.showSelection();
    this.showPane();
  }

  /** Everything in the table that follows from the state. */
  private showLines(toTop: boolean): void {
    const { table, state } = this;
    const rows = this.matcher.apply(state.filter, table.rows);
    const pinned = state.pinned.flatMap((slug) => table.row(slug) ?? []);
    const sorted = state.sort ? table.column(state.sort.key) : undefined;
    const arranged = arrange(table, rows, {
      by: this.by,
      sort: state.sort && sorted ? { column: sorted, descending: state.sort.descending } : null,
      pinned,
      open: state.open,
    });
    this.lines = arranged.lines;
    this.groups = arranged.groups;
    const shown = pinned.length > 0 ? [...new Set([...pinned, ...rows])] : rows;
    this.looks.setRows(shown);
    const chosen = shownColumns(table, state);
    this.columns = state.differing && shown.length > 1 ? differing(chosen, shown) : chosen;
    this.grid.show({
      context: this.context,
      lines: this.lines,
      columns: this.columns,
      frozen: state.frozen,
      sort: state.sort,
      filtered: filteredKeys(state.filter, table.columns),
      toTop,
    });
    this.bar.setQuery(state.filter, this.matcher.said(state.filter));
    this.bar.setCount(
      rows.length,
      table.count,
      this.groups.length,
      chosen.filter((column) => !this.columns.includes(column)),
    );
    this.bar.setToggles(state);
    this.bar.setExplore(`${root()}explore.html${writeHash([["q", state.filter]])}`);
    this.host.toggleAttribute("data-empty", this.lines.length === 0);
  }

  /** Columns after a drag: those that are only hidden for being alike stay chosen. */
  private withHidden(keys: readonly string[]): string[] {
    const left = this.state.columns.filter((key) => !keys.includes(key));
    return [...keys, ...left];
  }

  private choose(visible: ReadonlySet<string>): void {
    const kept = this.state.columns.filter((key) => visible.has(key));
    const added = [...visible].filter((key) => !kept.includes(key));
    const canonical = this.table.columns.map((column) => column.key);
    const sorted = kept.every(
      (key, index) => index === 0 || canonical.indexOf(kept[index - 1] as string) < canonical.indexOf(key),
    );
    const columns = sorted ? canonical.filter((key) => visible.has(key)) : [...kept, ...added];
    this.update({ columns });
  }

  // -- groups, pins, baseline ------------------------------------------------------------------

  private toggleGroup(key: string): void {
    this.update({ open: toggleOpen(this.state.open, key) });
  }

  /** Runs that a key means: the one under the cursor, with those it is selected with; without one, the selected. */
  private meant(most = Infinity): number[] {
    const { current } = this.grid;
    const all = current === undefined || this.selected.has(current) ? [...this.selected] : [current];
    return all.length <= most ? all : current === undefined ? [] : [current];
  }

  private pin(rows: readonly number[]): void {
    if (rows.length === 0) return;
    const slugs = rows.map((row) => this.table.slug(row));
    const { pinned } = this.state;
    const all = slugs.every((slug) => pinned.includes(slug));
    this.update({
      pinned: all
        ? pinned.filter((slug) => !slugs.includes(slug))
        : [...new Set([...pinned, ...slugs])].slice(0, MOST_IN_LINK),
    });
    this.showSelection();
  }

  private setBase(row: number | undefined): void {
    if (row === undefined) return;
    this.update({ base: this.base === row ? "" : this.table.slug(row) });
    this.showSelection();
  }

  private rowMenu(row: number): HTMLElement[] {
    const act = (text: string, work: () => void): HTMLElement =>
      button(
        text,
        () => {
          this.popover.close();
          work();
        },
        { "data-kind": "ghost" },
      );
    const pinned = this.state.pinned.includes(this.table.slug(row));
    return [
      el("div", { class: "xr-menu-title" }, this.table.name(row)),
      el(
        "div",
        { class: "xr-menu-acts" },
        act(pinned ? "Unpin" : "Pin to the top", () => this.pin([row])),
        act(this.base === row ? "No baseline" : "Make it the baseline", () => this.setBase(row)),
      ),
    ];
  }

  // -- selection -------------------------------------------------------------------------------

  private toggle(row: number, on: boolean, range: boolean): void {
    this.mark(range ? this.between(this.anchor, row) : [row], on);
    this.anchor = row;
  }

  private mark(rows: readonly number[], on: boolean): void {
    const selected = new Set(this.selected);
    for (const each of rows) {
      if (on) selected.add(each);
      else selected.delete(each);
    }
    this.select([...selected]);
  }

  private between(from: number, to: number): number[] {
    const rows = this.lines.flatMap((line) => (line.kind === "run" ? [line.row] : []));
    const ends = [rows.indexOf(from), rows.indexOf(to)].sort((a, b) => a - b);
    return (ends[0] as number) < 0 ? [to] : rows.slice(ends[0], (ends[1] as number) + 1);
  }

  private select(rows: readonly number[]): void {
    this.selected = new Set(rows);
    this.showSelection();
    this.update({ selected: rows.length <= MOST_IN_LINK ? rows.map((row) => this.table.slug(row)) : [] });
  }

  private showSelection(): void {
    this.grid.setSelected(this.selected);
    const slugs = [...this.selected].map((row) => this.table.slug(row));
    const base = this.state.base && this.base !== undefined ? this.state.base : "";
    const compared = base && !slugs.includes(base) ? [base, ...slugs] : slugs;
    const href = `${root()}compare.html${writeHash([
      ["runs", joinList(compared)],
      ["base", base],
    ])}`;
    this.bar.setSelection(
      slugs.length,
      href,
      slugs.length === 1 && slugs[0] === base,
      slugs.every((slug) => this.state.pinned.includes(slug)),
    );
  }

  // -- curves ----------------------------------------------------------------------------------

  private showPane(): void {
    this.bar.setToggles(this.state);
    const shown = this.host.querySelector(".xr-workspace") !== null;
    if (this.state.curves && !this.pane) return void this.loadPane();
    if (this.state.curves && !shown && this.pane) {
      this.split = makeSplit(
        this.place,
        this.pane.element,
        () => this.grid.resize(),
        (split) => this.update({ split }),
      );
      this.body.replaceChildren(this.split.element);
      this.host.setAttribute("data-curves", "");
      this.grid.resize();
    } else if (!this.state.curves && shown) {
      this.body.replaceChildren(this.place);
      this.host.removeAttribute("data-curves");
      this.grid.resize();
    }
    this.split?.set(this.state.split);
    this.showCurves();
  }

  /** Most visits are for the table alone: what draws curves comes when it is asked for. */
  private loadPane(): Promise<void> {
    loadStyle("assets/xr/runcurves.css");
    return loadScript("assets/xr/runcurves.js").then(
      () => {
        const made = window.xreport_curves?.(this.table, Facts.of(this.table));
        if (!made || this.pane) return;
        this.pane = this.dress(made);
        this.showPane();
      },
      () => toast("The curves could not be loaded"),
    );
  }

  private dress(pane: CurvesPane): CurvesPane {
    const metrics = dropdown("Metrics", () =>
      fromMenus(({ metricMenu }) => metricMenu(this.table, this.metrics, (chosen) => this.update({ metrics: chosen }))),
    ).element;
    const spread = el(
      "select",
      { class: "xr-input", "aria-label": "Band around the mean of a group", title: RULE },
      el("option", { value: "range" }, "band: min to max"),
      el("option", { value: "ci" }, "band: 95 % CI"),
    );
    spread.value = this.state.spread;
    spread.addEventListener("change", () => this.update({ spread: spread.value as Spread }));
    pane.bar.append(metrics, spread);
    pane.group.onEmphasis(() => {
      const { hot } = pane.group;
      this.grid.light((line) => hot !== "" && this.lineId(line) === hot);
    });
    return pane;
  }

  private get metrics(): string[] {
    return this.state.metrics.length > 0 ? [...this.state.metrics] : defaultMetrics(this.table, this.drawn);
  }

  /** Runs whose curves are asked for: the selected ones of those shown, else all. */
  private get drawn(): number[] {
    const all = rowsOf(this.lines);
    const chosen = all.filter((row) => this.selected.has(row));
    return chosen.length > 0 ? chosen : all;
  }

  /** Whose curve a line of the table is: a run's own, or that of its group. */
  private lineId(line: Line | undefined): string {
    if (!line) return "";
    if (line.kind === "group") return line.group.key;
    return this.groups.length > 0 ? line.group : this.table.slug(line.row);
  }

  private showCurves(): void {
    const { pane } = this;
    if (!this.state.curves || !pane) return;
    const rows = this.drawn;
    const few = rows.slice(0, MOST_CURVES);
    const spread = pane.bar.querySelector("select");
    if (spread) {
      spread.hidden = this.groups.length === 0;
      spread.value = this.state.spread;
    }
    // What the reader holds fast keeps its colour among many.
    pane.group.pinned.clear();
    for (const slug of [...this.state.pinned, this.state.base]) if (slug) pane.group.pinned.add(slug);
    void pane.show({
      rows: few,
      of: rows.length,
      groups: this.groups,
      metrics: this.metrics,
      spread: this.state.spread,
    });
  }
}
