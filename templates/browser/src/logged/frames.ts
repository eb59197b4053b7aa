// The steps of an item: what was logged at one step is shown together. Pure.
import { compact } from "../core/numbers";

export interface Frame<T> {
  readonly step: number | null;
  readonly entries: readonly T[];
}

/** What a kind of object gives: how to show one frame. `go` moves the slider from within. */
export type Show = (index: number) => void;
export type Go = (index: number) => void;

/** Entries by step, steps ascending; those without a step come first, each by itself and in the order logged. */
export function framesOf<T extends { readonly step: number | null }>(entries: readonly T[]): Frame<T>[] {
  const without = entries.filter((entry) => entry.step === null).map((entry) => ({ step: null, entries: [entry] }));
  const steps = new Map<number, T[]>();
  for (const entry of entries)
    if (entry.step !== null) steps.set(entry.step, [...(steps.get(entry.step) ?? []), entry]);
  const known = [...steps].sort(([a], [b]) => a - b).map(([step, found]) => ({ step, entries: found }));
  return [...without, ...known];
}

/** The frame whose step is nearest, the earlier of two; -1 when none has a step. */
export function nearestFrame(frames: readonly Frame<unknown>[], step: number): number {
  let best = -1;
  let away = Infinity;
  frames.forEach((frame, index) => {
    const distance = frame.step === null ? Infinity : Math.abs(frame.step - step);
    if (distance < away) {
      away = distance;
      best = index;
    }
  });
  return best;
}

/** "step 120 · 3 of 12". */
export function frameLabel(frames: readonly Frame<unknown>[], index: number): string {
  const step = frames[index]?.step ?? null;
  const place = frames.length > 1 ? `${index + 1} of ${frames.length}` : "";
  return [step === null ? (frames.length > 1 ? "no step" : "") : `step ${compact(step, 12)}`, place]
    .filter(Boolean)
    .join(" · ");
}
