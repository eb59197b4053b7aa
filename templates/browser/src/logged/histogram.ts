// A histogram: the bars of a step, and all steps beside each other as heat.
import { el } from "../core/dom";
import { compact, ticks } from "../core/numbers";
import type { HistogramEntry } from "../core/shapes/logged";
import { finite, placer, valueAt } from "../core/spans";
import { Drawing, fitted, svg } from "./drawing";
import type { Frame, Go, Show } from "./frames";
import { type Cell, Heat } from "./heat";
import { type Bin, binsOf, largestOf, type Span, spanOf, ticksOf } from "./scales";

export function histogramViewer(
  body: HTMLElement,
  key: string,
  frames: readonly Frame<HistogramEntry>[],
  go: Go,
): Show {
  const bins = frames.map(({ entries }) => entries.flatMap(binsOf));
  const span = spanOf(
    bins.flat().flatMap(({ from, to }) => [from, to]),
    true,
  ) ?? { min: 0, max: 1 };
  const value = el("p", { class: "xr-view-value", "aria-live": "off" });
  const bars = el("div");
  const heat = frames.length > 1 ? new Steps(key, frames, bins, span, go, (text) => (value.textContent = text)) : null;
  body.append(bars, ...(heat ? [heat.element] : []), value);
  return (index) => {
    const shown = bins[index] ?? [];
    const total = shown.reduce((sum, { count }) => sum + count, 0);
    const rest = `${compact(total)} values`;
    const draw = (width: number): Node => {
      const drawing = barsOf(width, key, shown, span);
      drawing.onPoint((at) => {
        const bin = at && shown.find(({ from, to }) => at.x >= from && at.x < to);
        value.textContent = bin ? `${describe(bin)} of ${rest}` : rest;
      });
      return drawing.element;
    };
    value.textContent = rest;
    bars.replaceChildren(fitted(draw));
    heat?.mark(index);
  };
}

function barsOf(width: number, key: string, bins: readonly Bin[], span: Span): Drawing {
  const highest = largestOf(bins.map(({ count }) => count)) || 1e-12;
  const drawing = new Drawing(width, {
    x: span,
    y: { min: 0, max: finite(highest * 1.04) },
    title: `${key}: counts over values`,
    labelX: "value",
    labelY: "count",
  });
  const d = bins
    .filter(({ count }) => count > 0)
    .map(
      ({ from, to, count }) =>
        `M${drawing.px(from)} ${drawing.bottom}V${drawing.py(count)}H${drawing.px(to)}V${drawing.bottom}z`,
    );
  drawing.area.append(svg("path", { class: "xr-bars", d: d.join("") }));
  return drawing;
}

function describe({ from, to, count }: Bin): string {
  return `${compact(from)} to ${compact(to)}: ${compact(count)}`;
}

/** Steps from left to right, values upwards, the share of a step's values as heat. */
class Steps {
  readonly element: HTMLElement;
  private readonly heat: Heat;
  private readonly cells: readonly Cell[];

  constructor(
    key: string,
    private readonly frames: readonly Frame<HistogramEntry>[],
    bins: readonly (readonly Bin[])[],
    span: Span,
    go: Go,
    say: (text: string) => void,
  ) {
    this.heat = new Heat(`${key}: values over steps`);
    const down = placer(span.min, span.max, false, 1, 0);
    const totals = bins.map((found) => finite(found.reduce((sum, { count }) => sum + count, 0)));
    // Heat is density within a step, so that steps of more values, and wider bins, do not outshine the others.
    const density = ({ from, to, count }: Bin, frame: number): number =>
      finite(count / (totals[frame] || 1) / (down(from) - down(to)));
    let most = 0;
    bins.forEach((found, frame) => {
      for (const bin of found) most = Math.max(most, density(bin, frame));
    });
    const width = 1 / frames.length;
    this.cells = bins.flatMap((found, frame) =>
      found.map((bin) => ({
        x: frame * width,
        y: down(bin.to),
        width,
        height: down(bin.from) - down(bin.to),
        heat: Math.sqrt(density(bin, frame) / (most || 1)),
      })),
    );
    const frameAt = (event: MouseEvent): number =>
      Math.max(0, Math.min(frames.length - 1, Math.floor(this.heat.place(event).x * frames.length)));
    this.heat.canvas.addEventListener("pointermove", (event) => {
      const frame = frameAt(event);
      const at = valueAt(span.min, span.max, false, 1 - this.heat.place(event).y);
      const bin = bins[frame]?.find(({ from, to }) => at >= from && at <= to);
      say(`${this.name(frame)}${bin ? ` · ${describe(bin)} of ${compact(totals[frame] ?? 0)}` : ""}`);
    });
    this.heat.canvas.addEventListener("pointerleave", () => say(""));
    this.heat.canvas.addEventListener("click", (event) => go(frameAt(event)));
    const middle = frames.length > 4 ? [this.name(Math.floor((frames.length - 1) / 2))] : [];
    const feet = [this.name(0), ...middle, this.name(frames.length - 1)].map((text) => el("span", {}, text));
    this.element = el(
      "div",
      { class: "xr-heat-grid" },
      scaleOf(span),
      this.heat.canvas,
      el("div", { class: "xr-heat-feet" }, ...feet),
    );
  }

  mark(frame: number): void {
    const width = 1 / this.frames.length;
    this.heat.show(this.cells, { x: frame * width, y: 0, width, height: 1, heat: 0 });
  }

  private name(frame: number): string {
    const step = this.frames[frame]?.step ?? null;
    return step === null ? `no. ${frame + 1}` : `step ${compact(step, 12)}`;
  }
}

function scaleOf(span: Span): HTMLElement {
  const { at, step } = ticksOf(span, 4);
  const labels = ticks(at, step);
  const marks = at.map((value, index) => {
    const mark = el("span", {}, labels[index]);
    mark.style.top = `${placer(span.min, span.max, false, 100, 0)(value)}%`;
    return mark;
  });
  const longest = el("i", { "aria-hidden": "true" }, [...labels].sort((a, b) => b.length - a.length)[0] ?? "");
  return el("div", { class: "xr-heat-scale" }, longest, ...marks);
}
