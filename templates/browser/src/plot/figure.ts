// Figures of a run page: the static drawing is replaced by a live chart when it comes near the screen.
import { loadData } from "../core/data";
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import { onScheme } from "../core/page";
import { Chart, type Hover } from "./chart";
import { Curves } from "./curves";
import { ChartGroup } from "./group";
import { marksNote, marksOf } from "./marks";
import { mountToolbar } from "./toolbar";

export function mountRunCharts(section: HTMLElement): void {
  const slug = section.dataset["xrCurves"] ?? "";
  const group = new ChartGroup(`xr-${slug}`);
  const figures = section.querySelectorAll<HTMLElement>("figure[data-xr-chart]");
  if (figures.length === 0) return;
  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        near.unobserve(entry.target);
        const figure = entry.target as HTMLElement;
        loadCurves(slug).then(
          (curves) => mountFigure(figure, curves, group, Number(section.dataset["xrColor"] ?? 0)),
          () => undefined, // the static drawing stays: nothing is lost
        );
      }
    },
    { rootMargin: "300px" },
  );
  for (const figure of figures) near.observe(figure);
  const bar = section.querySelector<HTMLElement>("[data-xr-toolbar]");
  if (bar) mountToolbar(bar, group);
  onScheme(() => group.rebuild());
}

const decoded = new Map<string, Promise<Curves>>();

/** The curves of a run, loaded and wrapped once. */
export function loadCurves(slug: string): Promise<Curves> {
  const known = decoded.get(slug) ?? loadData(`curves/${slug}`).then((data) => new Curves(data));
  decoded.set(slug, known);
  known.catch(() => decoded.delete(slug));
  return known;
}

function mountFigure(figure: HTMLElement, curves: Curves, group: ChartGroup, color: number): void {
  const metric = figure.dataset["xrChart"] ?? "";
  const curve = curves.curve(metric);
  const host = figure.querySelector<HTMLElement>(".xr-plot");
  if (!curve || !host || curve.x.length === 0) return;
  const unit = figure.dataset["xrUnit"] ?? "";
  const chart = new Chart(host, [{ ...curve, label: metric, color }], group, unit);
  const caption = figure.querySelector("figcaption");
  const note = marksNote(marksOf(curve));
  if (note && caption) caption.append(el("small", { title: "Marked in the chart; no line passes through them" }, note));
  const value = el("span", { class: "xr-hover" });
  caption?.append(value);
  chart.onHover = (hover) => (value.textContent = hover ? describe(hover, unit) : "");
}

function describe(hover: Hover, unit: string): string {
  const item = hover.items[0];
  if (!item) return `step ${compact(hover.x, 9)}`;
  const suffix = unit ? ` ${unit}` : "";
  const smoothed = item.smoothed === undefined ? "" : ` · smoothed ${compact(item.smoothed)}${suffix}`;
  return `step ${compact(hover.x, 9)} · ${compact(item.raw)}${suffix}${smoothed}`;
}
