// A group of runs as one line of a chart, and the values under the cursor with how many seeds they are of.
import { type Chart, type Curves, type LineSource, lineOf, mountTip, RELATIVE, WALL } from "../plot";
import { type Bundle, bundle, countAt, countRange } from "./bands";
import type { Spread } from "./state";

interface GroupSource extends LineSource {
  bundle(axis: string): Bundle | undefined;
  /** Whether runs of the group logged this over an axis, though perhaps no two at one place. */
  logged(axis: string): boolean;
}

/** What a chart of groups without a line says over an axis; "" where nothing was logged over it. */
export function apart(lines: readonly LineSource[], axis: string): string {
  const logged = (lines as readonly (Partial<GroupSource> & LineSource)[]).some((line) => line.logged?.(axis));
  return logged ? "No group has two runs whose points of this overlap." : "";
}

/** The curves of a run, and which of the others are of its seed. */
export interface Seeded {
  readonly curves: Curves;
  readonly seed: number;
}

/** A group of one run is that run; of more, their mean with a band around it. */
export function groupLine(
  runs: readonly Seeded[],
  metric: string,
  about: { id: string; label: string; color: number },
  spread: Spread,
): LineSource {
  const first = lineOf((runs[0] as Seeded).curves, metric, about);
  if (runs.length === 1) return first;
  const made = new Map<string, Bundle>();
  const over = (axis: string): Bundle | undefined => {
    const known = made.get(axis);
    if (known) return known;
    const curves = runs.flatMap(({ curves, seed }) => {
      const curve = curves.over(metric, axis);
      return curve ? [{ x: curve.x, y: curve.y, seed }] : [];
    });
    const found = bundle(curves, spread, axis !== RELATIVE && axis !== WALL);
    made.set(axis, found);
    return found;
  };
  const counts: LineSource["counts"] = (axis, [min, max]) => {
    const found = over(axis);
    return found ? countRange(found, min, max) : null;
  };
  const logged = (axis: string): boolean => runs.some(({ curves }) => (curves.over(metric, axis)?.x.length ?? 0) > 0);
  const source: GroupSource = { ...about, axis: first.axis, curve: over, band: over, bundle: over, counts, logged };
  return source;
}

/** As mountTip, with how many seeds have the step. */
export function mountGroupTip(chart: Chart, lines: readonly LineSource[]): void {
  const byId = new Map(lines.map((line) => [line.id, line as Partial<GroupSource> & LineSource]));
  mountTip(chart, (item, axis) => {
    const found = byId.get(item.id)?.bundle?.(axis);
    return `n = ${found ? countAt(found, item.x) : 1}`;
  });
}
