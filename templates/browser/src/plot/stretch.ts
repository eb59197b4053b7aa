// Fingers and keys move the stretch of x that is shown. Pure.
import { type Extent, quarter } from "./view";

export interface Stretch {
  /** What is shown, of all that there is. */
  readonly seen: Extent;
  readonly full: Extent;
  readonly log: boolean;
}

/** No nearer than a millionth of all there is: beyond it numbers have no digits left. */
const FINEST = 1e-6;
/** Two fingers count as this far apart at least, in shares of the plot's width. */
const APART = 0.02;

/**
 * The stretch in which what lay at two places lies at two others (shares of the plot's width, as two fingers hold it).
 * It never leaves what there is; null stands for all of it.
 */
export function drag({ seen, full, log }: Stretch, from: Extent, to: Extent): Extent | null {
  const flat = log ? Math.log10 : quarter;
  const [low, high, least, most] = [...seen, ...full].map(flat) as [number, number, number, number];
  const whole = most - least;
  const factor = Math.max(APART, Math.abs(from[1] - from[0])) / Math.max(APART, Math.abs(to[1] - to[0]));
  const wide = clamp((high - low) * factor, whole * FINEST, whole);
  if (!(wide < whole * (1 - 1e-9))) return null;
  const start = clamp(low + middle(from) * (high - low) - middle(to) * wide, least, most - wide);
  const ends = [start, start + wide].map((end) => (log ? 10 ** end : end * 4)) as [number, number];
  return ends[0] < ends[1] ? ends : null;
}

/** Nearer by a factor (below 1: farther), so that what lies at a share of the width stays there. */
export function magnify(stretch: Stretch, factor: number, at: number): Extent | null {
  return drag(stretch, [at - 0.25, at + 0.25], [at - 0.25 * factor, at + 0.25 * factor]);
}

/** Moved by a share of the width; a positive one shows what lies to the right. */
export function shift(stretch: Stretch, by: number): Extent | null {
  return drag(stretch, [0, 1], [-by, 1 - by]);
}

function middle([a, b]: Extent): number {
  return (a + b) / 2;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
