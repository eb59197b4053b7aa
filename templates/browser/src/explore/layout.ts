// Measures of the parallel coordinates, in CSS pixels, and where the axes stand.

export const TOP = 46;
export const HEIGHT = 270;
/** Runs without a value pass below the axis. */
export const NONE = 20;
const BOTTOM = 14;
const SIDE = 56;
const LEAST_GAP = 92;
export const TOTAL = TOP + HEIGHT + NONE + BOTTOM;

/** What marks a place that is drawn for paper: as wide as a sheet, and sharp. */
export const PAPER = "data-xr-paper";

/** Pixels of a canvas for one of the page. */
export function ratioOf(canvas: Element): number {
  const ratio = window.devicePixelRatio || 1;
  return canvas.closest(`[${PAPER}]`) ? Math.max(3, ratio) : ratio;
}

/** Width that the axes need, at least the room there is. */
export function widthOf(room: number, axes: number): number {
  return Math.max(room, 2 * SIDE + (axes - 1) * LEAST_GAP);
}

export function placeOf(index: number, axes: number, width: number): number {
  return axes < 2 ? width / 2 : SIDE + (index * (width - 2 * SIDE)) / (axes - 1);
}

/** Pixels from the top for a place from 0 to 1; what has none passes below. */
export function heightOf(at: number): number {
  return Number.isFinite(at) ? TOP + (1 - at) * HEIGHT : TOP + HEIGHT + NONE;
}

/** The order of axes after one was dropped at x. */
export function reordered(keys: readonly string[], key: string, x: number, width: number): string[] {
  const rest = keys.filter((one) => one !== key);
  const places = keys.map((_, index) => placeOf(index, keys.length, width));
  const nearest = places.reduce(
    (best, place, index) => (Math.abs(place - x) < Math.abs((places[best] as number) - x) ? index : best),
    0,
  );
  return [...rest.slice(0, nearest), key, ...rest.slice(nearest)];
}

/** The order of axes after one moved by some places. */
export function moved(keys: readonly string[], key: string, by: number): string[] {
  const rest = keys.filter((one) => one !== key);
  const at = Math.min(rest.length, Math.max(0, keys.indexOf(key) + by));
  return [...rest.slice(0, at), key, ...rest.slice(at)];
}
