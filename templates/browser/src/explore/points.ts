// Points on two axes, with a step line if wanted: what the scatter, the front and the best-so-far are drawn by.
import { el } from "../core/dom";
import { cssVariable } from "../core/page";
import { nearestPoint } from "./hit";
import { ratioOf } from "./layout";
import type { Scale } from "./scale";

interface Points {
  readonly scaleX: Scale;
  readonly scaleY: Scale;
  readonly labelX: string;
  readonly labelY: string;
  /** Values on the two axes; what is not finite is not drawn. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Bin of colour; -1 has no value, -2 is left out by the query. */
  readonly bins: ArrayLike<number>;
  readonly palette: readonly string[];
  /** Indices of points that are ringed. */
  readonly ringed?: readonly number[];
  /** Corners of a step line, in values. */
  readonly steps?: readonly (readonly [number, number])[];
  /** What a screen reader is told. */
  readonly about: string;
}

interface PointActions {
  /** Lines of text for a point that is pointed at. */
  tip(index: number): string[];
  open(index: number): void;
  /** A rectangle was marked: places from 0 to 1, low before high. */
  brush?(x: readonly [number, number], y: readonly [number, number]): void;
}

const [LEFT, RIGHT, TOP, BOTTOM] = [58, 14, 26, 42];
const REACH = 12;
const STILL = 5;

export class PointPlot {
  readonly element: HTMLElement;
  private readonly canvas = el("canvas", { role: "img" });
  private readonly over = el("canvas", { "aria-hidden": "true" });
  private readonly ticks = el("div", { class: "xr-points-ticks", "aria-hidden": "true" });
  private readonly tip = el("div", { class: "xr-points-tip", hidden: true });
  private readonly mark = el("i", { class: "xr-pc-brush", hidden: true });
  private points: Points | null = null;
  private pixels: { x: Float64Array; y: Float64Array } = { x: new Float64Array(), y: new Float64Array() };
  private hot = -1;
  private start: [number, number] | null = null;
  private width = 0;

  constructor(
    private readonly actions: PointActions,
    private readonly height = 300,
  ) {
    this.element = el(
      "div",
      { class: "xr-points", style: `height:${height}px` },
      this.canvas,
      this.over,
      this.ticks,
      this.mark,
      this.tip,
    );
    new ResizeObserver(() => {
      if (this.element.clientWidth !== this.width) this.draw();
    }).observe(this.element);
    this.element.addEventListener("pointermove", (event) => this.move(event));
    this.element.addEventListener("pointerleave", () => this.point(-1));
    this.element.addEventListener("pointerdown", (event) => this.press(event));
    this.element.addEventListener("pointerup", (event) => this.release(event));
    this.element.addEventListener("pointercancel", () => this.endMark());
    this.element.toggleAttribute("data-brush", actions.brush !== undefined);
  }

  show(points: Points): void {
    this.points = points;
    this.hot = -1;
    this.tip.hidden = true;
    this.canvas.setAttribute("aria-label", points.about);
    this.draw();
  }

  private get inner(): [number, number] {
    return [Math.max(1, this.width - LEFT - RIGHT), this.height - TOP - BOTTOM];
  }

  private pixelX(at: number): number {
    return LEFT + at * this.inner[0];
  }

  private pixelY(at: number): number {
    return TOP + (1 - at) * this.inner[1];
  }

  private draw(): void {
    const { points } = this;
    this.width = this.element.clientWidth;
    if (!points || this.width === 0) return;
    const context = this.prepared(this.canvas);
    if (!context) return;
    const marksX = points.scaleX.ticks(Math.max(2, Math.floor(this.inner[0] / 80)));
    const marksY = points.scaleY.ticks(6);
    this.drawGrid(
      context,
      marksX.map(({ at }) => this.pixelX(at)),
      marksY.map(({ at }) => this.pixelY(at)),
    );
    this.ticks.replaceChildren(
      ...marksX.map(({ at, text }) =>
        el(
          "span",
          { class: "x", style: `left:${this.pixelX(at)}px;top:${this.height - BOTTOM + 5}px`, title: text },
          text,
        ),
      ),
      ...marksY.map(({ at, text }) =>
        el("span", { class: "y", style: `top:${this.pixelY(at)}px;width:${LEFT - 8}px`, title: text }, text),
      ),
      el("b", { class: "x" }, points.labelX),
      el("b", { class: "y" }, points.labelY),
    );
    this.pixels = {
      x: Float64Array.from(points.x as ArrayLike<number>, (value) => this.pixelX(points.scaleX.at(value))),
      y: Float64Array.from(points.y as ArrayLike<number>, (value) => this.pixelY(points.scaleY.at(value))),
    };
    this.drawSteps(context, points);
    this.drawPoints(context, points);
  }

  private prepared(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const ratio = ratioOf(canvas);
    canvas.width = Math.round(this.width * ratio);
    canvas.height = Math.round(this.height * ratio);
    const context = canvas.getContext("2d");
    context?.scale(ratio, ratio);
    return context;
  }

  private drawGrid(context: CanvasRenderingContext2D, xs: readonly number[], ys: readonly number[]): void {
    const [width, height] = this.inner;
    context.strokeStyle = cssVariable("--xr-gridline");
    context.lineWidth = 1;
    context.beginPath();
    for (const x of xs) {
      context.moveTo(Math.round(x) + 0.5, TOP - 4);
      context.lineTo(Math.round(x) + 0.5, TOP + height + 4);
    }
    for (const y of ys) {
      context.moveTo(LEFT - 4, Math.round(y) + 0.5);
      context.lineTo(LEFT + width + 4, Math.round(y) + 0.5);
    }
    context.stroke();
  }

  private drawSteps(context: CanvasRenderingContext2D, points: Points): void {
    const steps = points.steps ?? [];
    context.strokeStyle = cssVariable("--xr-c1");
    context.lineWidth = 1.8;
    context.beginPath();
    steps.forEach(([x, y], index) => {
      const [left, top] = [this.pixelX(points.scaleX.at(x)), this.pixelY(points.scaleY.at(y))];
      if (index === 0) context.moveTo(left, top);
      else context.lineTo(left, top);
    });
    context.stroke();
  }

  private drawPoints(context: CanvasRenderingContext2D, points: Points): void {
    const { x, y } = this.pixels;
    const [faint, none] = [cssVariable("--xr-faint"), cssVariable("--xr-muted")];
    const { radius } = this;
    const order = Array.from(x.keys()).sort((a, b) => (points.bins[a] as number) - (points.bins[b] as number));
    for (const index of order) {
      const [left, top] = [x[index] as number, y[index] as number];
      if (!Number.isFinite(left + top)) continue;
      const bin = points.bins[index] as number;
      context.globalAlpha = bin === -2 ? 0.5 : 0.9;
      context.fillStyle = bin === -2 ? faint : bin < 0 ? none : (points.palette[bin] ?? none);
      context.beginPath();
      context.arc(left, top, bin === -2 ? radius * 0.75 : radius, 0, 2 * Math.PI);
      context.fill();
    }
    context.globalAlpha = 1;
    context.lineWidth = 1.6;
    for (const index of points.ringed ?? []) this.ring(context, index, cssVariable("--xr-c1"), radius + 2.5);
    this.drawHot();
  }

  /** The ring of what is pointed at has a layer of its own: thousands of points stay as they are. */
  private drawHot(): void {
    const context = this.prepared(this.over);
    if (context && this.hot >= 0) {
      context.lineWidth = 2;
      this.ring(context, this.hot, cssVariable("--xr-text"), this.radius + 3);
    }
  }

  private get radius(): number {
    const count = this.pixels.x.length;
    return count > 3000 ? 2 : count > 500 ? 2.8 : 3.6;
  }

  private ring(context: CanvasRenderingContext2D, index: number, color: string, radius: number): void {
    context.strokeStyle = color;
    context.beginPath();
    context.arc(this.pixels.x[index] as number, this.pixels.y[index] as number, radius, 0, 2 * Math.PI);
    context.stroke();
  }

  private at(event: PointerEvent): [number, number] {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private move(event: PointerEvent): void {
    const [x, y] = this.at(event);
    if (this.start) this.stretch(x, y);
    else this.point(nearestPoint(this.pixels.x, this.pixels.y, x, y, REACH));
  }

  private point(index: number): void {
    if (index === this.hot) return;
    this.hot = index;
    this.drawHot();
    this.tip.hidden = index < 0;
    this.element.style.cursor = index >= 0 ? "pointer" : "";
    if (index < 0) return;
    this.tip.replaceChildren(
      ...this.actions.tip(index).map((line, place) => el(place === 0 ? "strong" : "span", {}, line)),
    );
    const [x, y] = [this.pixels.x[index] as number, this.pixels.y[index] as number];
    this.tip.style.left = `${Math.min(Math.max(0, x + 12), Math.max(0, this.width - this.tip.offsetWidth))}px`;
    this.tip.style.top = `${Math.max(0, y > this.height / 2 ? y - this.tip.offsetHeight - 12 : y + 14)}px`;
  }

  private press(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.start = this.at(event);
    if (this.actions.brush && event.pointerType !== "touch") {
      event.preventDefault();
      this.element.setPointerCapture(event.pointerId);
    }
  }

  private stretch(x: number, y: number): void {
    const [fromX, fromY] = this.start as [number, number];
    if (!this.actions.brush || Math.hypot(x - fromX, y - fromY) < STILL) return;
    this.mark.hidden = false;
    this.tip.hidden = true;
    this.mark.style.cssText =
      `left:${Math.min(x, fromX)}px;top:${Math.min(y, fromY)}px;` +
      `width:${Math.abs(x - fromX)}px;height:${Math.abs(y - fromY)}px`;
  }

  private release(event: PointerEvent): void {
    const { start } = this;
    if (!start) return;
    const marked = !this.mark.hidden;
    this.endMark();
    if (!marked) {
      const found = nearestPoint(this.pixels.x, this.pixels.y, ...this.at(event), REACH);
      if (found >= 0) this.actions.open(found);
      return;
    }
    const [x, y] = this.at(event);
    const [width, height] = this.inner;
    const inside = (value: number): number => Math.min(1, Math.max(0, value));
    const across = [start[0], x].map((value) => inside((value - LEFT) / width)).sort((a, b) => a - b);
    const up = [start[1], y].map((value) => inside(1 - (value - TOP) / height)).sort((a, b) => a - b);
    this.actions.brush?.(across as [number, number], up as [number, number]);
  }

  private endMark(): void {
    this.start = null;
    this.mark.hidden = true;
  }
}
