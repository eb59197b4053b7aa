// A curve as strokes of a pen, for the canvas and for SVG alike.
import type { Place } from "../core/spans";
import type { Curve } from "./curve";

/** What a Path2D and a text of SVG path commands have in common. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
}

/** Far outside of any screen: browsers draw nothing where coordinates overflow. */
const FAR = 1e6;

/**
 * Draw a curve with a pen, broken where a value has no place. Returns the points that no line shows: those between two
 * gaps, as pairs x, y.
 */
export function trace(curve: Curve, placeX: Place, placeY: Place, pen: Pen): number[] {
  const lone: number[] = [];
  let length = 0;
  let lastX = 0;
  let lastY = 0;
  const stop = (): void => {
    if (length === 1) lone.push(lastX, lastY);
    length = 0;
  };
  for (let index = 0; index < curve.x.length; index += 1) {
    const place = placeX(curve.x[index] as number);
    const x = Number.isFinite(place) ? place : near(place);
    const y = near(placeY(curve.y[index] as number));
    if (Number.isNaN(x) || Number.isNaN(y) || !Number.isFinite(curve.y[index])) {
      stop();
      continue;
    }
    if (length === 0) pen.moveTo(x, y);
    else pen.lineTo(x, y);
    length += 1;
    lastX = x;
    lastY = y;
  }
  stop();
  return lone;
}

function near(pixel: number): number {
  return Math.max(-FAR, Math.min(FAR, pixel));
}
