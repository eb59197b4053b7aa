// A small drawing with axes, as SVG elements; text enters as text.
import { el } from "../core/dom";
import { ticks } from "../core/numbers";
import { placer, valueAt } from "../core/spans";
import { type Span, ticksOf } from "./scales";

const NAMESPACE = "http://www.w3.org/2000/svg";

type Props = Record<string, string | number>;

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Node | string)[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}

interface Axes {
  readonly x: Span;
  readonly y: Span;
  readonly labelX?: string;
  readonly labelY?: string;
  readonly title: string;
  /** What stands in place of ticks where no value can be drawn: they would be made up. */
  readonly blank?: string;
}

/** Where the room is not known yet, or hardly any. */
const USUAL = 360;
const LEAST = 160;
const HEIGHT = 240;
const TOP = 8;
const RIGHT = 10;
const LETTER = 6.2;
/** Pixels that a label across takes, with air around it. */
const APART = 56;
const NO_TICKS = { at: [], step: 1 };

/**
 * What is drawn as wide as there is room, and anew when that changes: a drawing that is stretched has letters of any
 * size. `draw` gets CSS pixels.
 */
export function fitted(draw: (width: number) => Node): HTMLElement {
  const host = el("div", { class: "xr-view-fitted" }, draw(USUAL)); // paper does not wait to be measured
  let drawn = USUAL;
  const watch = new ResizeObserver(() => {
    const width = Math.max(LEAST, Math.round(host.clientWidth));
    if (width === drawn || host.clientWidth === 0) return;
    drawn = width;
    host.replaceChildren(draw(width));
  });
  watch.observe(host);
  return host;
}

/** An empty drawing with its axes, 240 pixels high; `px` and `py` place values, `area` is where lines go. */
export class Drawing {
  readonly element: SVGSVGElement;
  readonly area: SVGGElement;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;

  constructor(
    private readonly width: number,
    private readonly axes: Axes,
  ) {
    this.right = width - RIGHT;
    const { x, y, labelX = "", labelY = "", title, blank = "" } = axes;
    const tickY = blank ? NO_TICKS : ticksOf(y, 5);
    const labelsY = ticks(tickY.at, tickY.step);
    this.left = 12 + LETTER * Math.max(1, ...labelsY.map((label) => label.length)) + (labelY ? 16 : 0);
    this.bottom = HEIGHT - 20 - (labelX ? 16 : 0);
    const tickX = blank ? NO_TICKS : ticksOf(x, Math.max(2, Math.floor((this.right - this.left) / APART)));
    const labelsX = ticks(tickX.at, tickX.step);
    const middle = (TOP + this.bottom) / 2;
    this.area = svg("g", {});
    this.element = svg(
      "svg",
      { class: "xr-sketch xr-view-sketch", viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": title },
      ...tickY.at.flatMap((at, index) => [
        svg("line", { x1: this.left, x2: this.right, y1: this.py(at), y2: this.py(at) }),
        svg("text", { x: this.left - 5, y: this.py(at) + 3.5, "text-anchor": "end" }, labelsY[index] ?? ""),
      ]),
      ...tickX.at.map((at, index) =>
        svg(
          "text",
          { x: this.px(at), y: this.bottom + 14, "text-anchor": this.px(at) > this.right - 8 ? "end" : "middle" },
          labelsX[index] ?? "",
        ),
      ),
      svg("path", { class: "xr-base", d: `M${this.left} ${this.bottom}H${this.right}` }),
      svg(
        "text",
        { class: "xr-label", x: (this.left + this.right) / 2, y: HEIGHT - 6, "text-anchor": "middle" },
        labelX,
      ),
      svg(
        "text",
        { class: "xr-label", transform: `translate(10 ${middle}) rotate(-90)`, "text-anchor": "middle" },
        labelY,
      ),
      svg("text", { x: (this.left + this.right) / 2, y: middle, "text-anchor": "middle" }, blank),
      this.area,
    );
  }

  px(value: number): number {
    const { min, max } = this.axes.x;
    return round(placer(min, max, false, this.left, this.right)(value));
  }

  py(value: number): number {
    const { min, max } = this.axes.y;
    return round(placer(min, max, false, this.bottom, TOP)(value));
  }

  /** Call back with values under the pointer, null when it leaves. */
  onPoint(point: (at: { x: number; y: number } | null) => void): void {
    const { x, y } = this.axes;
    this.element.addEventListener("pointermove", (event) => {
      const box = this.element.getBoundingClientRect();
      const left = ((event.clientX - box.left) / box.width) * this.width;
      const top = ((event.clientY - box.top) / box.height) * HEIGHT;
      const inside = left >= this.left - 4 && left <= this.right + 4 && top <= this.bottom + 4;
      const [across, up] = [(left - this.left) / (this.right - this.left), (this.bottom - top) / (this.bottom - TOP)];
      point(inside ? { x: valueAt(x.min, x.max, false, across), y: valueAt(y.min, y.max, false, up) } : null);
    });
    this.element.addEventListener("pointerleave", () => point(null));
  }
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
