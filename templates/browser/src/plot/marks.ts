// Values that no line can show, as marks: NaN, −Infinity and, on a log axis, zero and below at the foot of the plot,
// +Infinity at its top.
import type uPlot from "uplot";

import type { Place } from "../core/spans";
import type { Curve } from "./curve";
import type { Pen } from "./trace";

export interface Mark {
  readonly x: number;
  readonly kind: "nan" | "up" | "down" | "low";
}

export function marksOf(curve: Curve, log = false): Mark[] {
  const marks: Mark[] = [];
  for (let index = 0; index < curve.y.length; index += 1) {
    const y = curve.y[index] as number;
    if (Number.isFinite(y) && !(log && y <= 0)) continue;
    const kind = Number.isNaN(y) ? "nan" : Number.isFinite(y) ? "low" : y > 0 ? "up" : "down";
    marks.push({ x: curve.x[index] as number, kind });
  }
  return marks;
}

export interface MarkBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Half the width of a mark. */
  readonly size: number;
}

/** Draw marks with a pen, for the canvas and for SVG alike; those of a kind that would overlap are drawn as one. */
export function traceMarks(
  marks: readonly Mark[],
  placeX: Place,
  { left, top, width, height, size }: MarkBox,
  pen: Pen,
): void {
  const drawn = new Set<string>();
  const stroke = (...points: [number, number][]): void =>
    points.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  for (const { x, kind } of marks) {
    const at = placeX(x);
    const key = `${kind}${Math.round(at / (2 * size))}`;
    if (!(at >= left - 1 && at <= left + width + 1) || drawn.has(key)) continue;
    drawn.add(key);
    const middle = kind === "up" ? top + size * 1.3 : top + height - size * 1.3;
    if (kind === "nan") {
      stroke([at - size, middle - size], [at + size, middle + size]);
      stroke([at - size, middle + size], [at + size, middle - size]);
    } else {
      const tip = kind === "up" ? -size : size;
      stroke([at - size, middle - tip], [at, middle + tip], [at + size, middle - tip]);
    }
  }
}

export const MARK_SIZE = 3.5;
export const MARK_WIDTH = 1.4;

/** Draw marks in the plotting area. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], placeX: Place, color: string): void {
  if (marks.length === 0) return;
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const size = MARK_SIZE * ratio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - size, bbox.top, bbox.width + 2 * size, bbox.height);
  ctx.clip();
  ctx.beginPath();
  traceMarks(marks, placeX, { ...bbox, size }, ctx);
  ctx.strokeStyle = color;
  ctx.lineWidth = MARK_WIDTH * ratio;
  ctx.stroke();
  ctx.restore();
}

/** What the marks say, in words. */
export function marksNote(marks: readonly Mark[]): string {
  const count = (kind: Mark["kind"]): number => marks.filter((mark) => mark.kind === kind).length;
  const parts = [
    [count("nan"), "NaN"],
    [count("up"), "+∞"],
    [count("down"), "−∞"],
    [count("low"), "≤ 0 (log axis)"],
  ] as const;
  return parts
    .filter(([n]) => n > 0)
    .map(([n, name]) => `${n} × ${name}`)
    .join(", ");
}
