// One chart: uPlot gives axes, cursor and the drag that zooms; the lines are drawn from all data in view (paint.ts).
import uPlot from "uplot";

import { el } from "../core/dom";
import { placer, valueAt } from "../core/spans";
import { axisLabel, STEP } from "./axis";
import type { ChartGroup, Member } from "./group";
import type { ChartOptions, Hover, Steered } from "./hover";
import { mountKeys } from "./keyboard";
import { Layer } from "./layer";
import { MANY } from "./looks";
import { type LineSource, Model } from "./model";
import { setup } from "./options";
import { type Box, type Places, paintLines, placesIn } from "./paint";
import { type Ticks, widthOf } from "./seen";
import type { Zoom } from "./state";
import type { Stretch } from "./stretch";
import { mountTouch } from "./touch";
import type { Extent } from "./view";

/** Pixels around a line in which it is looked at, and beyond a line's ends in which it still answers. */
const REACH = 24;

export class Chart implements Member, Steered {
  onHover: (hover: Hover | null) => void = () => undefined;
  /** What must be said beside the chart: gaps, values left out; "" for nothing. */
  onNote: (note: string) => void = () => undefined;
  model: Model;
  private plot: uPlot | null = null;
  private view: Extent = [0, 1];
  private high: Extent = [0, 1];
  private readonly ticks: { x: Ticks; y: Ticks } = { x: [], y: [] };
  private hover: Hover | null = null;
  private near = true;
  private stale = false;
  private dragged = false;
  /** Where the keyboard holds the cursor, until the pointer moves. */
  private held: number | null = null;
  private readonly layer = new Layer();
  private readonly empty = el("p", { class: "xr-plot-empty xr-muted", hidden: true });
  private readonly resized = new ResizeObserver(() => this.resize());
  private readonly seen = new IntersectionObserver((entries) => this.approach(entries), { rootMargin: "400px" });

  constructor(
    readonly host: HTMLElement,
    private readonly sources: readonly LineSource[],
    readonly group: ChartGroup,
    readonly options: ChartOptions,
  ) {
    this.model = this.modelled();
    group.add(this);
    if (sources.some((source) => source.axis && source.axis !== STEP)) group.ownAxes = true;
    this.draw(); // measures its place: what changes the page comes after
    host.classList.add("xr-live");
    host.append(this.empty);
    mountTouch(this);
    mountKeys(this);
    host.addEventListener("pointermove", () => (this.held = null), { capture: true });
    this.resized.observe(host);
    this.seen.observe(host);
  }

  /** What must be said beside the chart now; `onNote` tells when it changes. */
  note(): string {
    return this.model.note(this.view);
  }

  destroy(): void {
    this.group.remove(this);
    this.resized.disconnect();
    this.seen.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  /** Draw anew: settings or colours changed. A chart far from the screen waits until it comes near, unless `now`. */
  rebuild(now = false): void {
    this.stale = !this.near && !now;
    if (this.stale) return;
    this.model = this.modelled();
    this.draw();
  }

  resmooth(): void {
    this.stale = !this.near;
    if (!this.near) return;
    this.model = this.modelled();
    this.plot?.redraw(false);
    this.paintLayer();
  }

  applyZoom(zoom: Zoom | null): void {
    const { plot } = this;
    if (!plot) return;
    this.stale ||= !this.near;
    if (this.stale) return; // drawn when it comes near
    this.view = this.model.view(zoom);
    this.rescale(plot);
    this.onNote(this.note());
  }

  emphasise(pins: boolean): void {
    const { plot, model } = this;
    if (!plot) return;
    if (this.hover) this.hover = { ...this.hover, hot: this.group.hot };
    // Few lines make way for the one that is looked at; many are grey anyway, and stay as they are drawn.
    // With a pin comes a band, and with that another range of y.
    if (pins && model.lines.length > MANY) this.rescale(plot);
    else if (pins || (model.lines.length > 1 && model.lines.length <= MANY)) plot.redraw(false);
    this.paintLayer();
  }

  follow(axis: string, x: number | null): void {
    const { plot } = this;
    if (!plot || !this.near) return;
    const left = x === null || axis !== this.model.axis ? -10 : this.pixels(plot).x(x);
    plot.setCursor({ left, top: 0 }, false);
    if (x === null || left < 0 || left > widthOf(plot)) this.leave();
    else this.point(x, left, false);
  }

  /** The stretch of x and the range of y that are shown, with the ticks that were made for them. */
  seenRange(): { x: Extent; y: Extent; ticksX: Ticks; ticksY: Ticks } | null {
    return this.plot && { x: this.view, y: this.high, ticksX: this.ticks.x, ticksY: this.ticks.y };
  }

  /** What is under the cursor of this very chart. */
  get pointed(): Hover | null {
    return this.hover?.own ? this.hover : null;
  }

  /** CSS pixels from end to end, as it was last drawn. */
  get width(): number {
    return this.plot?.width ?? 0;
  }

  /** CSS pixels to the left of the plotting area. */
  get inset(): number {
    return (this.plot?.bbox.left ?? 0) / devicePixelRatio;
  }

  stretch(): Stretch | null {
    return this.plot && { seen: this.view, full: this.model.view(null), log: this.model.logX };
  }

  /** Show a stretch of x, null for all, in all charts of the group. */
  show(stretch: Extent | null): void {
    this.group.preview(stretch && { axis: this.model.axis, min: stretch[0], max: stretch[1] });
  }

  /** A place on the screen in shares of the plot's width; and those of any x. */
  share(clientX: number): number {
    const box = this.plot?.over.getBoundingClientRect();
    return box && box.width > 0 ? (clientX - box.left) / box.width : 0;
  }

  shares(): (x: number) => number {
    return this.plot ? placer(...this.view, this.model.logX, 0, 1) : () => NaN;
  }

  /** Point at a place on the screen, as a mouse does. */
  pointAt(clientX: number, clientY: number): void {
    const box = this.plot?.over.getBoundingClientRect();
    if (!box) return;
    this.held = null;
    const inside = clientX >= box.left && clientX <= box.right;
    this.plot?.setCursor(inside ? { left: clientX - box.left, top: clientY - box.top } : { left: -10, top: -10 });
  }

  unpoint(): void {
    if (!this.pointed) return;
    this.plot?.setCursor({ left: -10, top: -10 }, false);
    this.left();
  }

  /** Put the cursor on an x, as the keyboard does; it stays there until the pointer moves. */
  hold(x: number): void {
    const { plot } = this;
    if (!plot) return;
    this.held = x;
    const left = this.pixels(plot).x(x);
    plot.setCursor({ left, top: 0 }, false);
    this.point(x, left, true);
    this.group.point(this, this.model.axis, x);
  }

  private modelled(): Model {
    return new Model(this.sources, this.group.settings, this.group);
  }

  private draw(): void {
    this.plot?.destroy();
    this.plot = null;
    this.hover = null;
    const { model } = this;
    this.empty.hidden = model.lines.length > 0;
    this.empty.textContent = `Nothing logged over ${axisLabel(model.axis)}.`;
    this.view = model.view(this.group.zoom);
    this.high = model.rangeY(this.view);
    if (model.lines.length > 0) {
      this.plot = new uPlot(
        this.setup(),
        [
          [0, 1],
          [0, 1],
        ],
        this.host,
      );
      this.plot.over.after(this.layer.canvas);
      this.plot.over.addEventListener("click", () => this.clicked());
    }
    this.onNote(this.note());
  }

  private setup(): uPlot.Options {
    const { logY } = this.group.settings;
    const { axis, logX } = this.model;
    return setup({
      ...this.size(),
      axis,
      logX,
      logY,
      unit: this.options.unit ?? "",
      rangeX: () => this.view,
      rangeY: () => this.high,
      blankY: () => this.model.blank(this.view),
      marked: (which, ticks) => (this.ticks[which] = ticks),
      draw: (plot) => paintLines(plot, this.model, this.places(plot.bbox), this.group.hot),
      moved: (plot) => this.moved(plot),
      selected: (plot) => this.selected(plot),
      reset: () => this.group.setZoom(null),
    });
  }

  /** The view is another one: axes and lines anew, and what is under the cursor with them. */
  private rescale(plot: uPlot): void {
    this.high = this.model.rangeY(this.view);
    plot.redraw(false, true);
    queueMicrotask(() => {
      if (plot === this.plot && (this.held !== null || this.hover?.own)) this.moved(plot); // uPlot has drawn by then
    });
  }

  private places(box: Box): Places {
    return placesIn(box, this.view, this.high, this.model.logX, this.group.settings.logY);
  }

  /** Places in CSS pixels of the plotting area. */
  private pixels(plot: uPlot): Places {
    return this.places({ left: 0, top: 0, width: widthOf(plot), height: plot.bbox.height / devicePixelRatio });
  }

  /** What lies at a place in CSS pixels of the plotting area. */
  private valueAt(plot: uPlot, left: number): number {
    return valueAt(...this.view, this.model.logX, left / widthOf(plot));
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(80, this.host.clientHeight) };
  }

  private resize(): void {
    const { width, height } = this.size();
    if (this.plot && (this.plot.width !== width || this.plot.height !== height)) this.plot.setSize({ width, height });
  }

  private approach(entries: readonly IntersectionObserverEntry[]): void {
    this.near = entries.some((entry) => entry.isIntersecting);
    if (this.near && this.stale) this.rebuild();
  }

  private moved(plot: uPlot): void {
    const { left, top } = plot.cursor;
    if (this.held !== null) {
      this.hold(this.held); // the scale moved under the keyboard's cursor
      return;
    }
    if (left === undefined || top === undefined || left < 0) {
      if (this.hover?.own) this.left();
      return;
    }
    const x = this.valueAt(plot, left);
    const places = this.pixels(plot);
    if (this.model.lines.length > 1)
      this.group.setHot(this.model.nearest(x, REACH, (height) => Math.abs(places.y(height) - top)));
    this.point(x, left, true);
    this.group.point(this, this.model.axis, x);
  }

  /** The pointer is gone from this chart, and so from those that follow it. */
  private left(): void {
    this.leave();
    this.group.setHot("");
    this.group.point(this, this.model.axis, null);
  }

  private leave(): void {
    this.held = null;
    if (!this.hover) return;
    this.hover = null;
    this.paintLayer();
    this.onHover(null);
  }

  private point(x: number, left: number, own: boolean): void {
    const { plot } = this;
    if (!plot) return;
    const reach = Math.abs(this.valueAt(plot, left + REACH) - this.valueAt(plot, left));
    const { axis } = this.model;
    this.hover = { axis, x, items: this.model.items(x, reach), hot: this.group.hot, left, own };
    this.paintLayer();
    this.onHover(this.hover);
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    this.dragged = true;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    const [min, max] = [this.valueAt(plot, left), this.valueAt(plot, left + width)];
    if (min < max) this.group.setZoom({ axis: this.model.axis, min, max });
  }

  private clicked(): void {
    if (!this.dragged && this.model.lines.length > 1 && this.group.hot !== "") this.group.togglePin(this.group.hot);
    this.dragged = false;
  }

  private paintLayer(): void {
    const { plot } = this;
    if (plot) this.layer.paint(plot, this.model, this.group.hot, this.hover, (box) => this.places(box));
  }
}
