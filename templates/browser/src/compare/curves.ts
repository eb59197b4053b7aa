// The curves of compared runs: loaded, and laid over each other below the sheet.
import { el } from "../core/dom";
import { onScheme } from "../core/page";
import type { RunTable } from "../core/runtable";
import { lacking, waiting } from "../core/waiting";
import { bindAddress, loadCurves, makeLegend, mountToolbar, printCharts } from "../plot";
import { PassingGroup } from "./group";
import type { Layout } from "./layout";
import { Overlay, type Source } from "./overlay";

/** Runs that are asked what x can be: the rest will hardly differ, and each has to be decoded. */
const ASKED = 20;
/** Of more runs the first are drawn while the others load: scripts come in the order asked for. */
const FIRST = 50;

export class CurvesSection {
  readonly element = el("div", { class: "xr-section" });
  private readonly group = new PassingGroup();
  private overlay: Overlay | null = null;
  private drawn = "";

  constructor(private readonly table: RunTable) {
    bindAddress(this.group);
    printCharts(this.group);
    onScheme(() => this.group.rebuild());
    this.group.release();
  }

  /** Load each run's curves and draw them; anew only when the runs change. */
  async show(rows: readonly number[], colors: ReadonlyMap<number, number>, names: Pick<Layout, "name">): Promise<void> {
    const wanted = rows.map((row) => this.table.slug(row)).join(",");
    if (wanted === this.drawn) return;
    this.clear();
    this.drawn = wanted;
    this.element.replaceChildren(heading(), waiting("Loading curves…", "charts"));
    const loading = rows.map(async (row): Promise<Source> => {
      const slug = this.table.slug(row);
      return { id: slug, name: names.name(row), color: colors.get(row) ?? 0, curves: await loadCurves(slug) };
    });
    for (const count of rows.length > FIRST ? [FIRST, rows.length] : [rows.length]) {
      // biome-ignore lint/performance/noAwaitInLoops: all of them load at once; the first are drawn without the others
      const loaded = await Promise.allSettled(loading.slice(0, count));
      if (this.drawn !== wanted) return;
      const failed = rows.filter((_, index) => loaded[index]?.status === "rejected").map((row) => names.name(row));
      this.draw(
        loaded.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
        failed,
        rows.length - count,
      );
    }
  }

  clear(): void {
    this.overlay?.destroy();
    this.overlay = null;
    this.group.release();
    this.drawn = "";
    this.element.replaceChildren();
  }

  /** Among many grey lines one stays coloured: that of this slug, "" for none. */
  keepColor(slug: string): void {
    if (this.group.best === slug) return;
    this.group.best = slug;
    this.group.rebuild();
  }

  /** Bring it into sight, for the keyboard too. */
  focus(): void {
    const head = this.element.querySelector("h2");
    head?.scrollIntoView();
    head?.focus({ preventScroll: true });
  }

  private draw(sources: readonly Source[], failed: readonly string[], coming: number): void {
    this.overlay?.destroy();
    this.group.release();
    const order = this.table.columns
      .filter((column) => column.group === "Metrics")
      .map((column) => column.key.replace(/:[a-z_]+$/, ""));
    const overlay = new Overlay(sources, this.group, order);
    const bar = el("div", { "data-xr-toolbar": true });
    mountToolbar(bar, this.group, () => [...new Set(sources.slice(0, ASKED).flatMap(({ curves }) => curves.axes()))]);
    const legend = makeLegend(
      sources.map(({ id, name, color }) => ({ id, label: name, color })),
      this.group,
    );
    const problems = failed.length ? [lacking(`No curves could be loaded for ${failed.join(", ")}.`)] : [];
    const nothing =
      sources.length === 0 && failed.length > 0 ? [] : [el("p", { class: "xr-empty" }, "These runs logged no curves.")];
    const content = overlay.element.childElementCount > 0 ? [bar, legend, overlay.element] : nothing;
    this.element.replaceChildren(heading(coming), ...problems, ...content);
    this.overlay = overlay;
  }
}

function heading(coming = 0): HTMLElement {
  const note =
    coming > 0
      ? el(
          "small",
          { class: "xr-muted", role: "status", "data-xr-coming": coming },
          ` ${coming} more ${coming === 1 ? "run is" : "runs are"} loading…`,
        )
      : null;
  return el("h2", { tabindex: -1 }, "Curves", note);
}
