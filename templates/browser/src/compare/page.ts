// The compare page: runs from the address; a sheet of what differs; their curves over each other.
import { copyAndSay } from "../core/copy";
import { loadData } from "../core/data";
import { button, el } from "../core/dom";
import { mergeHash, replaceHash } from "../core/hash";
import { onScheme } from "../core/page";
import { bindAddress, ChartGroup, chartKeys, loadCurves, makeLegend, mountToolbar, printCharts } from "../plot";
import { RunTable } from "../runs/table";
import { distinctColors } from "./colors";
import { compareRuns } from "./diff";
import { Overlay, type Source } from "./overlay";
import { Picker } from "./picker";
import { Sheet } from "./sheet";
import { formatCompare, parseCompare, type CompareState } from "./state";
import { outcome } from "./words";

/** Runs that are asked what x can be: the rest will hardly differ, and each has to be decoded. */
const ASKED = 20;

export function mountCompare(host: HTMLElement): void {
  loadData("runs").then(
    (data) => new ComparePage(host, new RunTable(data)),
    () => host.replaceChildren(el("p", { class: "xr-note", "data-tone": "bad" }, "The list of runs (data/runs.js) could not be loaded.")),
  );
}

class ComparePage {
  private state: CompareState;
  private overlay: Overlay | null = null;
  private readonly group = new ChartGroup();
  private readonly top = el("div");
  private readonly sheet = el("div");
  private readonly curves = el("div", { class: "xr-section" });
  private drawn = "";
  private colors: ReadonlyMap<number, number> = new Map();

  constructor(
    host: HTMLElement,
    private readonly table: RunTable,
  ) {
    this.state = parseCompare(location.hash);
    host.replaceChildren(this.top, this.sheet, this.curves);
    window.addEventListener("hashchange", () => {
      this.state = parseCompare(location.hash);
      this.show();
    });
    bindAddress(this.group);
    printCharts(this.group);
    onScheme(() => this.group.rebuild());
    this.show();
  }

  private get rows(): number[] {
    return this.state.runs.flatMap((slug) => this.table.row(slug) ?? []);
  }

  private update(change: Partial<CompareState>): void {
    this.state = { ...this.state, ...change };
    replaceHash(mergeHash(formatCompare(this.state), chartKeys(location.hash)));
    this.show();
  }

  private show(): void {
    const { rows } = this;
    if (rows.length === 0) this.showPicker();
    else this.showComparison(rows);
  }

  private showPicker(): void {
    const picker = this.picker();
    const lede = this.table.count === 0 ? "There is no run on this site yet." : "Choose two or more runs to see them side by side.";
    this.top.replaceChildren(...this.unknown(), el("p", { class: "xr-lede" }, lede), picker.element);
    this.sheet.replaceChildren();
    this.clearCurves();
  }

  private picker(): Picker {
    return new Picker(this.table, new Set(this.rows), (rows) => this.update({ runs: rows.map((row) => this.table.slug(row)) }));
  }

  /** Runs that the address names and the site does not have: said, not dropped in silence. */
  private unknown(): HTMLElement[] {
    const names = this.state.runs.filter((slug) => this.table.row(slug) === undefined);
    if (names.length === 0) return [];
    const shown = names.slice(0, 5).map((name) => `“${name.slice(0, 80)}”`).join(", ") + (names.length > 5 ? " and others" : "");
    const text = `${names.length === 1 ? "This run is" : "These runs are"} not on this site: ${shown}. ${names.length === 1 ? "It" : "They"} may have been renamed or removed since the link was made. `;
    const forget = button("Leave out", () => this.update({ runs: this.state.runs.filter((slug) => !names.includes(slug)) }));
    return [el("div", { class: "xr-note", "data-tone": "warn" }, text, forget)];
  }

  private showComparison(rows: readonly number[]): void {
    const base = this.table.row(this.state.base);
    const sections = compareRuns(this.table, rows);
    const all = button("Show all rows", () => this.update({ all: !this.state.all }), { "aria-pressed": String(this.state.all) });
    const add = button("Add or remove runs", () => this.openPicker(add));
    const link = button("Copy link", () => copyAndSay(location.href, "Link copied"));
    const bar = el("div", { class: "xr-toolbar" }, add, all, link);
    const words = rows.length === 2 ? [el("p", { class: "xr-lede" }, outcome(this.table, sections, rows, base))] : [];
    this.top.replaceChildren(...this.unknown(), ...words, bar);
    this.colors = distinctColors(this.table, rows);
    const sheet = new Sheet(this.table, rows, base, this.colors, {
      remove: (row) => this.update({ runs: this.state.runs.filter((slug) => slug !== this.table.slug(row)) }),
      pin: (row) => this.update({ base: this.state.base === this.table.slug(row) ? "" : this.table.slug(row) }),
    });
    this.sheet.replaceChildren(sheet.render(sections, this.state.all));
    void this.showCurves(rows);
  }

  private openPicker(opener: HTMLElement): void {
    const open = this.top.querySelector(".xr-picker");
    if (open) {
      open.remove();
      return;
    }
    const picker = this.picker();
    opener.parentElement?.after(picker.element);
    picker.focus();
  }

  private clearCurves(): void {
    this.overlay?.destroy();
    this.overlay = null;
    this.drawn = "";
    this.curves.replaceChildren();
  }

  /** Load each run's curves and lay them over each other; drawn anew only when the runs change. */
  private async showCurves(rows: readonly number[]): Promise<void> {
    const wanted = rows.map((row) => this.table.slug(row)).join(",");
    if (wanted === this.drawn) return;
    this.clearCurves();
    this.drawn = wanted;
    this.curves.replaceChildren(el("h2", {}, "Curves"), el("p", { class: "xr-muted", role: "status" }, "Loading curves…"));
    const loaded = await Promise.allSettled(rows.map((row) => this.source(row)));
    if (this.drawn !== wanted) return;
    const sources = loaded.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    const failed = rows.filter((_, index) => loaded[index]?.status === "rejected").map((row) => this.table.name(row));
    this.drawCurves(sources, failed);
  }

  private async source(row: number): Promise<Source> {
    return { id: this.table.slug(row), name: this.table.name(row), color: this.colors.get(row) ?? 0, curves: await loadCurves(this.table.slug(row)) };
  }

  private drawCurves(sources: readonly Source[], failed: readonly string[]): void {
    const order = this.table.columns.filter((column) => column.group === "Metrics").map((column) => column.key.replace(/:[a-z_]+$/, ""));
    const overlay = new Overlay(sources, this.group, order);
    const bar = el("div", { "data-xr-toolbar": true });
    mountToolbar(bar, this.group, () => [...new Set(sources.slice(0, ASKED).flatMap(({ curves }) => curves.axes()))]);
    const legend = makeLegend(sources.map(({ id, name, color }) => ({ id, label: name, color })), this.group);
    const problems = failed.length ? [el("p", { class: "xr-note", "data-tone": "warn" }, `No curves could be loaded for ${failed.join(", ")}.`)] : [];
    const content = overlay.element.childElementCount > 0 ? [bar, legend, overlay.element] : [el("p", { class: "xr-empty" }, "These runs logged no curves.")];
    this.curves.replaceChildren(el("h2", {}, "Curves"), ...problems, ...content);
    this.overlay = overlay;
  }
}
