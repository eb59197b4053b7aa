// Values that no line can show, as marks: NaN, −Infinity and, on a log axis, zero and below at the foot of the plot,
// +Infinity at its top.
import type uPlot from "uplot";

import type { Curve } from "./curves";

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

/** Draw marks in the plotting area; those of a kind that would overlap are drawn as one. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], color: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const size = 3.5 * ratio;
  const drawn = new Set<string>();
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left - size, bbox.top, bbox.width + 2 * size, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (const { x, kind } of marks) {
    const left = plot.valToPos(x, "x", true);
    const key = `${kind}${Math.round(left / (2 * size))}`;
    if (left < bbox.left - 1 || left > bbox.left + bbox.width + 1 || drawn.has(key)) continue;
    drawn.add(key);
    const middle = kind === "up" ? bbox.top + size + ratio : bbox.top + bbox.height - size - ratio;
    if (kind === "nan") {
      ctx.moveTo(left - size, middle - size);
      ctx.lineTo(left + size, middle + size);
      ctx.moveTo(left - size, middle + size);
      ctx.lineTo(left + size, middle - size);
    } else {
      const tip = kind === "up" ? -size : size;
      ctx.moveTo(left - size, middle - tip);
      ctx.lineTo(left, middle + tip);
      ctx.lineTo(left + size, middle - tip);
    }
  }
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.4 * ratio;
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
  return parts.filter(([n]) => n > 0).map(([n, name]) => `${n} × ${name}`).join(", ");
}
