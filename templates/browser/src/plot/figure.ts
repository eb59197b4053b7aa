// Figures of a run page: the static drawing is replaced by a live chart when it comes near the screen.
import { loadData } from "../core/data";
import { el } from "../core/dom";
import { Lazy } from "../core/lazy";
import { onScheme } from "../core/page";
import { lacking } from "../core/waiting";
import { bindAddress } from "./address";
import { Chart } from "./chart";
import { Curves } from "./curves";
import { ChartGroup } from "./group";
import { describe } from "./hover";
import type { LineSource } from "./model";
import { mountSave } from "./save";
import { mountToolbar } from "./toolbar";

export function mountRunCharts(section: HTMLElement): void {
  const slug = section.dataset.xrCurves ?? "";
  const group = new ChartGroup();
  const figures = section.querySelectorAll<HTMLElement>("figure[data-xr-chart]");
  if (figures.length === 0) return;
  let bar = section.querySelector<HTMLElement>("[data-xr-toolbar]");
  const draw = (figure: HTMLElement): void => {
    loadCurves(slug).then(
      (curves) => {
        // First: it measures its place while the page is laid out.
        mountFigure(figure, curves, group, Number(section.dataset.xrColor ?? 0));
        if (bar) mountToolbar(bar, group, () => curves.axes());
        bar = null;
      },
      () => sayLost(section), // the static drawing stays
    );
  };
  bindAddress(group);
  const lazy = new Lazy();
  for (const figure of figures) lazy.add(figure, () => draw(figure));
  onScheme(() => group.rebuild());
}

/** Once, however many charts wait. */
function sayLost(section: HTMLElement): void {
  if (section.querySelector(".xr-lacking")) return;
  section.querySelector("h2")?.after(lacking("The data of these curves could not be loaded: they are still drawings."));
}

const decoded = new Map<string, Promise<Curves>>();

/** The curves of a run, loaded and wrapped once. */
export function loadCurves(slug: string): Promise<Curves> {
  const known = decoded.get(slug) ?? loadData(`curves/${slug}`).then((data) => new Curves(data));
  decoded.set(slug, known);
  known.catch(() => decoded.delete(slug));
  return known;
}

/** A metric of a run as a line of a chart. */
export function lineOf(
  curves: Curves,
  metric: string,
  about: { id: string; label: string; color: number },
): LineSource {
  return { ...about, axis: curves.defaultAxis(metric), curve: (axis) => curves.over(metric, axis) };
}

function mountFigure(figure: HTMLElement, curves: Curves, group: ChartGroup, color: number): void {
  const metric = figure.dataset.xrChart ?? "";
  const curve = curves.curve(metric);
  const host = figure.querySelector<HTMLElement>(".xr-plot");
  if (!curve || !host || curve.x.length === 0) return;
  const unit = figure.dataset.xrUnit ?? "";
  const chart = new Chart(host, [lineOf(curves, metric, { id: metric, label: metric, color })], group, {
    title: metric,
    unit,
  });
  const caption = figure.querySelector("figcaption");
  if (!caption) return;
  const note = el("small", { class: "xr-plot-note" });
  const value = el("span", { class: "xr-hover" });
  caption.append(note, value);
  mountSave(caption, chart);
  const say = (text: string): void => {
    note.textContent = text;
    note.title = text;
  };
  say(chart.note());
  chart.onNote = say;
  chart.onHover = (hover) => (value.textContent = hover ? describe(hover, unit) : "");
}
