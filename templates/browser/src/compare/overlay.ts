// Curves of the chosen runs over each other, one chart per metric, drawn when near the screen.
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import { Chart, type Hover, type Line } from "../plot/chart";
import type { Curves } from "../plot/curves";
import type { ChartGroup } from "../plot/group";

export interface Source {
  readonly name: string;
  readonly color: number;
  readonly curves: Curves;
}

/** Metrics of the runs: those that most share come first, then those that the runs table puts first. */
export function sharedMetrics(sources: readonly { curves: { metrics: readonly string[] } }[], order: readonly string[] = []): string[] {
  const counts = new Map<string, number>();
  for (const { curves } of sources) for (const metric of curves.metrics) counts.set(metric, (counts.get(metric) ?? 0) + 1);
  const place = new Map([...order].reverse().map((metric, index) => [metric, index + 1]));
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || (place.get(b) ?? 0) - (place.get(a) ?? 0))
    .map(([metric]) => metric);
}

export class Overlay {
  readonly element: HTMLElement;
  private readonly charts: Chart[] = [];
  private readonly near: IntersectionObserver;

  constructor(sources: readonly Source[], group: ChartGroup, order: readonly string[]) {
    this.element = el("div", { class: "xr-charts", "data-wide": true });
    const waiting = new Map<Element, () => void>();
    this.near = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          if (!entry.isIntersecting) continue;
          this.near.unobserve(entry.target);
          waiting.get(entry.target)?.();
        }
      },
      { rootMargin: "300px" },
    );
    for (const metric of sharedMetrics(sources, order)) {
      const lines = sources.flatMap((source) => lineOf(source, metric));
      if (lines.length === 0) continue;
      const plot = el("div", { class: "xr-plot" });
      const rest = sources.length - lines.length;
      const note = rest > 0 ? el("small", {}, `${lines.length} of ${sources.length} runs`) : null;
      const figure = el("figure", { class: "xr-figure" }, el("figcaption", {}, metric, note), plot);
      waiting.set(figure, () => this.draw(plot, lines, group));
      this.element.append(figure);
      this.near.observe(figure);
    }
  }

  destroy(): void {
    this.near.disconnect();
    for (const chart of this.charts) chart.destroy();
  }

  /** Emphasise one run in all charts, "" for none. */
  highlight(name: string): void {
    for (const chart of this.charts) chart.setHotLabel(name);
  }

  private draw(plot: HTMLElement, lines: readonly Line[], group: ChartGroup): void {
    const chart = new Chart(plot, lines, group);
    const tip = el("div", { class: "xr-tip", hidden: true });
    plot.append(tip);
    chart.onHover = (hover) => showTip(tip, plot, hover);
    this.charts.push(chart);
  }
}

function lineOf(source: Source, metric: string): Line[] {
  const curve = source.curves.curve(metric);
  return curve && curve.x.length > 0 ? [{ ...curve, label: source.name, color: source.color }] : [];
}

const LISTED = 12;

/** The values under the cursor, the run that is looked at first, then from high to low. */
function showTip(tip: HTMLElement, plot: HTMLElement, hover: Hover | null): void {
  tip.hidden = !hover?.own || hover.items.length === 0;
  if (!hover || tip.hidden) return;
  const value = (item: Hover["items"][number]): number => item.smoothed ?? item.raw;
  const items = [...hover.items].sort((a, b) => Number(b.hot) - Number(a.hot) || value(b) - value(a));
  const rows = items.slice(0, LISTED).map((item) =>
    el(
      "div",
      { class: item.hot ? "xr-tip-row xr-tip-hot" : "xr-tip-row" },
      el("span", { class: "xr-dot", "data-xr-color": item.line.color }),
      el("span", { class: "xr-tip-name" }, item.line.label),
      el("span", {}, compact(value(item))),
    ),
  );
  const more = items.length > LISTED ? el("div", { class: "xr-muted" }, `and ${items.length - LISTED} more`) : "";
  tip.replaceChildren(el("div", { class: "xr-muted" }, `step ${compact(hover.x, 9)}`), ...rows, more);
  const right = hover.left > plot.clientWidth / 2;
  tip.style.left = right ? "auto" : `${hover.left + 70}px`;
  tip.style.right = right ? `${plot.clientWidth - hover.left - 40}px` : "auto";
}
