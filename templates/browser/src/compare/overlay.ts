// Curves of the chosen runs over each other, one chart per metric, drawn when near the screen.
import { el } from "../core/dom";
import { Lazy } from "../core/lazy";
import { Chart, type ChartGroup, type Curves, type LineSource, lineOf, mountSave, mountTip } from "../plot";

export interface Source {
  /** Slug of the run. */
  readonly id: string;
  readonly name: string;
  readonly color: number;
  readonly curves: Curves;
}

/** Metrics of the runs: those that most share come first, then those that the runs table puts first. */
export function sharedMetrics(
  sources: readonly { curves: { metrics: readonly string[] } }[],
  order: readonly string[] = [],
): string[] {
  const counts = new Map<string, number>();
  for (const { curves } of sources)
    for (const metric of curves.metrics) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  const place = new Map([...order].reverse().map((metric, index) => [metric, index + 1]));
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (place.get(b) ?? 0) - (place.get(a) ?? 0))
    .map(([metric]) => metric);
}

export class Overlay {
  readonly element: HTMLElement;
  private readonly charts: Chart[] = [];
  private readonly lazy = new Lazy();

  constructor(sources: readonly Source[], group: ChartGroup, order: readonly string[]) {
    this.element = el("div", { class: "xr-charts", "data-wide": true });
    for (const metric of sharedMetrics(sources, order)) {
      const lines = sources.flatMap((source) => linesOf(source, metric));
      if (lines.length === 0) continue;
      const plot = el("div", { class: "xr-plot" });
      const rest = sources.length - lines.length;
      const caption = el(
        "figcaption",
        {},
        metric,
        rest > 0 ? el("small", {}, `${lines.length} of ${sources.length} runs`) : null,
      );
      const figure = el("figure", { class: "xr-figure" }, caption, plot);
      this.lazy.add(figure, () => this.draw(plot, caption, lines, group, metric));
      this.element.append(figure);
    }
  }

  destroy(): void {
    this.lazy.destroy();
    for (const chart of this.charts) chart.destroy();
  }

  private draw(
    plot: HTMLElement,
    caption: HTMLElement,
    lines: readonly LineSource[],
    group: ChartGroup,
    title: string,
  ): void {
    const chart = new Chart(plot, lines, group, { title });
    const note = el("small", { class: "xr-plot-note" }, chart.note());
    chart.onNote = (text) => (note.textContent = text);
    caption.append(note);
    mountTip(chart);
    mountSave(caption, chart);
    this.charts.push(chart);
  }
}

function linesOf({ id, name, color, curves }: Source, metric: string): LineSource[] {
  const curve = curves.curve(metric);
  return curve && curve.x.length > 0 ? [lineOf(curves, metric, { id, label: name, color })] : [];
}
