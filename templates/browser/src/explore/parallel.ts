// Parallel coordinates: a line per run through its values on all axes; a stretch of an axis is a filter.
import { el } from "../core/dom";
import { cssVariable } from "../core/page";
import { type AxisActions, axisElement } from "./axis";
import type { Brush } from "./brush";
import type { Colours } from "./colour";
import { type Field, numberOf } from "./field";
import { nearestLine } from "./hit";
import { heightOf, PAPER, placeOf, TOTAL, widthOf } from "./layout";
import { LineCanvas, type Lines } from "./lines";
import { AxisPanel } from "./panel";
import { type Scale, scaleOf } from "./scale";

interface ParallelActions {
  brush(field: Field, brush: Brush | null): void;
  axes(keys: readonly string[]): void;
  hover(row: number): void;
  open(row: number): void;
}

interface ParallelView {
  readonly fields: readonly Field[];
  readonly rows: readonly number[];
  readonly lit: ReadonlySet<number>;
  readonly colours: Colours | null;
  readonly brushes: ReadonlyMap<string, Brush>;
}

const REACH = 9;

export class Parallel {
  readonly element: HTMLElement;
  private readonly plot = el("div", { class: "xr-pc", style: `height:${TOTAL}px` });
  private readonly base = new LineCanvas();
  private readonly over = new LineCanvas();
  private readonly axes = el("div", { class: "xr-pc-axes" });
  private readonly panel: AxisPanel;
  private view: ParallelView | null = null;
  private lines: Lines | null = null;
  private scales: Scale[] = [];
  private hot = -1;
  private drawn = 0;

  constructor(private readonly actions: ParallelActions) {
    this.over.element.className = "xr-pc-over";
    this.plot.append(this.base.element, this.over.element, this.axes);
    this.panel = new AxisPanel(actions, () => this.keys);
    const scroll = el("div", { class: "xr-scroll xr-pc-scroll" }, this.plot);
    this.element = el("div", { class: "xr-pc-host" }, scroll, this.panel.element);
    this.base.element.setAttribute("role", "img");
    new ResizeObserver(() => this.fit()).observe(scroll);
    this.plot.addEventListener("pointermove", (event) => this.point(event));
    this.plot.addEventListener("pointerleave", () => this.highlight(-1));
    this.plot.addEventListener("click", (event) => {
      const onAxis = event.target instanceof Element && event.target.closest(".xr-pc-axis") !== null;
      if (!onAxis && this.hot >= 0) actions.open(this.view?.rows[this.hot] as number);
    });
  }

  private get keys(): string[] {
    return this.view?.fields.map((field) => field.key) ?? [];
  }

  private get width(): number {
    const room = this.plot.parentElement?.clientWidth ?? 0;
    // Paper does not scroll.
    return this.element.closest(`[${PAPER}]`) ? room : widthOf(room, this.view?.fields.length ?? 0);
  }

  show(view: ParallelView): void {
    this.view = view;
    this.scales = view.fields.map((field) => scaleOf(field));
    this.lines = this.linesOf(view);
    this.hot = -1;
    const label =
      `${view.lit.size} of ${view.rows.length} runs as lines through ` +
      `${view.fields.map((field) => field.label).join(", ")}`;
    this.base.element.setAttribute("aria-label", label);
    this.draw();
  }

  private linesOf(view: ParallelView): Lines {
    const heights = view.fields.map((field, axis) => {
      const scale = this.scales[axis] as Scale;
      return Float32Array.from(view.rows, (row) => heightOf(scale.at(numberOf(field, row))));
    });
    const bins = Int8Array.from(view.rows, (row) => (view.lit.has(row) ? (view.colours?.bin(row) ?? -1) : -2));
    const order = view.rows.map((_, index) => index).sort((a, b) => (bins[a] as number) - (bins[b] as number));
    return {
      heights,
      bins,
      order,
      palette: view.colours?.palette() ?? [],
      faint: cssVariable("--xr-faint"),
      none: cssVariable("--xr-muted"),
    };
  }

  private fit(): void {
    if (this.view && Math.abs(this.drawn - this.width) > 1) this.draw();
  }

  private draw(): void {
    const { view, lines, width } = this;
    if (!view || !lines || width === 0) return;
    this.drawn = width;
    this.plot.style.width = `${width}px`;
    this.base.draw(lines, width);
    this.over.single(null, -1, "", width);
    this.drawAxes(view, width);
  }

  private drawAxes(view: ParallelView, width: number): void {
    const focused = document.activeElement?.closest<HTMLElement>(".xr-pc-axis")?.dataset.key;
    const actions: AxisActions = {
      brush: (field, brush) => this.actions.brush(field, brush),
      axes: (keys) => this.actions.axes(keys),
      open: (field, opener) => this.panel.toggle(field, this.view?.brushes.get(field.key) ?? null, opener),
    };
    const axes = view.fields.map((field, index) =>
      axisElement({
        field,
        scale: this.scales[index] as Scale,
        x: placeOf(index, view.fields.length, width),
        width,
        keys: this.keys,
        brush: view.brushes.get(field.key) ?? null,
        gaps: field.count < view.rows.length,
        actions,
      }),
    );
    this.axes.replaceChildren(...axes);
    if (focused !== undefined)
      axes
        .find((axis) => axis.dataset.key === focused)
        ?.querySelector("button")
        ?.focus();
  }

  private point(event: PointerEvent): void {
    const { lines, view } = this;
    if (!lines || !view || event.buttons !== 0) return;
    const box = this.plot.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const places = view.fields.map((_, index) => placeOf(index, view.fields.length, this.width));
    const right = places.findIndex((place) => place >= x);
    if (right <= 0 || y < heightOf(1) - REACH) return this.highlight(-1);
    const [from, to] = [places[right - 1] as number, places[right] as number];
    const lit = lines.order.filter((index) => (lines.bins[index] as number) > -2);
    const pick = (axis: number): number[] => lit.map((index) => lines.heights[axis]?.[index] as number);
    const found = nearestLine(pick(right - 1), pick(right), (x - from) / (to - from), y, REACH);
    this.highlight(found < 0 ? -1 : (lit[found] as number));
  }

  private highlight(index: number): void {
    if (index === this.hot) return;
    this.hot = index;
    this.over.single(this.lines, index, cssVariable("--xr-text"), this.width);
    this.base.element.toggleAttribute("data-dim", index >= 0);
    this.plot.style.cursor = index >= 0 ? "pointer" : "";
    this.actions.hover(index < 0 ? -1 : (this.view?.rows[index] as number));
  }
}
