// Curves beside the table: of the runs that it shows, or of its groups; loaded by need.
import { el } from "../core/dom";
import { Lazy } from "../core/lazy";
import { distinctNames } from "../core/names";
import { onScheme } from "../core/page";
import type { RunTable } from "../core/runtable";
import {
  bindAddress,
  Chart,
  ChartGroup,
  type Curves,
  type LineSource,
  lineOf,
  loadCurves,
  mountSave,
  mountTip,
  mountToolbar,
  printCharts,
} from "../plot";
import { type Facts, type Member, RULE } from "./facts";
import { apart, groupLine, mountGroupTip, type Seeded } from "./grouplines";
import type { Group } from "./groups";
import { byPrefix } from "./metrics";
import type { Spread } from "./state";

/** What is to be drawn. */
interface Wanted {
  readonly rows: readonly number[];
  /** How many runs there are, of which `rows` are the first. */
  readonly of: number;
  readonly groups: readonly Group[];
  readonly metrics: readonly string[];
  readonly spread: Spread;
}

const AT_ONCE = 8;
/** Of more runs the first are drawn while the others load. */
const FIRST = 50;
/** Runs that are asked what x can be: the rest will hardly differ. */
const ASKED = 20;

export class CurvesPane {
  readonly element: HTMLElement;
  readonly bar = el("div", { class: "xr-toolbar xr-curves-bar" });
  readonly group = new ChartGroup();
  private readonly settings = el("div", { "data-xr-toolbar": true });
  private readonly said = el("span", { class: "xr-muted", role: "status", "data-xr-progress": true });
  private readonly charts = el("div", { class: "xr-curves-charts" });
  private drawn: Chart[] = [];
  private lazy: Lazy | null = null;
  private readonly loaded = new Map<number, Curves>();
  private turn = 0;
  private shown = "";

  constructor(
    private readonly table: RunTable,
    private readonly facts: Facts,
  ) {
    bindAddress(this.group);
    printCharts(this.group);
    mountToolbar(this.settings, this.group, () => [
      ...new Set([...this.loaded.values()].slice(0, ASKED).flatMap((curves) => curves.axes())),
    ]);
    this.element = el(
      "section",
      { class: "xr-curves", "aria-label": "Curves of the shown runs" },
      this.bar,
      this.settings,
      this.charts,
    );
    onScheme(() => this.group.rebuild());
  }

  async show(wanted: Wanted): Promise<void> {
    if (!this.said.isConnected) this.bar.append(this.said);
    const key = JSON.stringify([
      wanted.rows,
      wanted.of,
      wanted.groups.map(({ key, rows }) => [key, rows.length]),
      wanted.metrics,
      wanted.spread,
    ]);
    if (key === this.shown) return;
    this.shown = key;
    this.turn += 1;
    const { turn } = this;
    const first = wanted.rows.slice(0, FIRST);
    // A band of a part of its runs would mislead; some of many curves do not, and the others are on their way.
    if (wanted.groups.length === 0 && wanted.rows.length > FIRST && first.some((row) => !this.loaded.has(row))) {
      await this.load(first, turn, wanted.rows.length);
      if (turn !== this.turn) return;
      this.draw({ ...wanted, rows: first });
    }
    const failed = await this.load(wanted.rows, turn, wanted.rows.length);
    if (turn !== this.turn) return;
    this.draw(wanted);
    const parts = [
      wanted.of > wanted.rows.length
        ? `first ${wanted.rows.length} of ${wanted.of} runs`
        : wanted.rows.length === 1
          ? "1 run"
          : `${wanted.rows.length} runs`,
    ];
    if (failed > 0) parts.push(`${failed} could not be loaded`);
    this.said.textContent = parts.join(", ");
  }

  /** Load what is missing, some at once; returns how many could not be. */
  private async load(rows: readonly number[], turn: number, of: number): Promise<number> {
    const missing = rows.filter((row) => !this.loaded.has(row));
    const from = rows.length - missing.length;
    let [next, done, failed] = [0, 0, 0];
    const work = async (): Promise<void> => {
      while (next < missing.length && turn === this.turn) {
        const row = missing[next] as number;
        next += 1;
        try {
          // biome-ignore lint/performance/noAwaitInLoops: several workers, each with one file at a time
          this.loaded.set(row, await loadCurves(this.table.slug(row)));
        } catch {
          failed += 1;
        }
        done += 1;
        if (turn === this.turn) this.said.textContent = `loading ${from + done} of ${of}`;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return failed;
  }

  private draw({ rows, groups, metrics, spread }: Wanted): void {
    this.clear();
    const lazy = new Lazy();
    this.lazy = lazy;
    for (const [prefix, names] of byPrefix(metrics)) {
      const grid = el("div", { class: "xr-charts" });
      for (const metric of names) {
        const lines = groups.length > 0 ? this.groupLines(groups, rows, metric, spread) : this.runLines(rows, metric);
        grid.append(this.figure(metric, lines, groups.length, lazy));
      }
      this.charts.append(...(prefix ? [el("h2", { class: "xr-curves-prefix" }, prefix)] : []), grid);
    }
    if (metrics.length === 0) this.charts.append(el("p", { class: "xr-muted" }, "Choose metrics to see their curves."));
  }

  private figure(metric: string, lines: readonly LineSource[], groups: number, lazy: Lazy): HTMLElement {
    const plot = el("div", { class: "xr-plot" });
    const note = el("small", { class: "xr-plot-note" });
    const caption = el("figcaption", { title: groups > 0 ? RULE : null }, metric, note);
    const figure = el("figure", { class: "xr-figure", "data-xr-curve": metric }, caption, plot);
    if (lines.length === 0) {
      plot.append(el("p", { class: "xr-plot-empty xr-muted" }, "None of these runs logged this."));
      return figure;
    }
    const column = this.table.column(`${metric}:last`);
    lazy.add(figure, () => {
      const chart = new Chart(plot, lines, this.group, { title: metric, unit: column?.unit ?? "" });
      const say = (text: string): void => {
        note.textContent = text;
        note.title = text;
        const why = apart(lines, chart.model.axis);
        const empty = plot.querySelector(".xr-plot-empty:not([hidden])");
        if (empty && why) empty.textContent = why;
      };
      say(chart.note());
      chart.onNote = say;
      if (groups > 0) mountGroupTip(chart, lines);
      else mountTip(chart);
      mountSave(caption, chart);
      this.drawn.push(chart);
    });
    return figure;
  }

  private runLines(rows: readonly number[], metric: string): LineSource[] {
    const names = distinctNames(this.table, rows);
    return rows.flatMap((row) => {
      const curves = this.loaded.get(row);
      const curve = curves?.curve(metric);
      return curves && curve && curve.x.length > 0
        ? [
            lineOf(curves, metric, {
              id: this.table.slug(row),
              label: names.get(row) ?? "",
              color: this.table.color(row),
            }),
          ]
        : [];
    });
  }

  private groupLines(groups: readonly Group[], rows: readonly number[], metric: string, spread: Spread): LineSource[] {
    const wanted = new Set(rows);
    const seeded = (members: readonly Member[]): Seeded[] =>
      members.flatMap(({ row, seed }) => {
        const curves = wanted.has(row) ? this.loaded.get(row) : undefined;
        return curves && (curves.curve(metric)?.x.length ?? 0) > 0 ? [{ curves, seed }] : [];
      });
    return groups.flatMap((group, place) => {
      const counted = seeded(this.facts.membersOf(group.rows, metric));
      // Of a group that is still at work its runs so far are worth more than nothing, and it says so.
      const runs = counted.length > 0 ? counted : seeded(group.rows.map((row) => ({ row, seed: row })));
      const label = `${group.labels.join(" · ")}${counted.length > 0 ? "" : " (none finished)"}`;
      return runs.length > 0 ? [groupLine(runs, metric, { id: group.key, label, color: place % 10 }, spread)] : [];
    });
  }

  private clear(): void {
    this.lazy?.destroy();
    for (const chart of this.drawn) chart.destroy();
    this.drawn = [];
    this.charts.replaceChildren();
  }
}
