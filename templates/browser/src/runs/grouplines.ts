// A group of runs as one line of a chart, and the values under the cursor with how many seeds they are of.
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import { axisLabel, type Chart, type Curves, type Hover, type LineSource, lineOf, RELATIVE, WALL } from "../plot";
import { bundle, countAt, type Bundle } from "./bands";
import type { Spread } from "./state";

export interface GroupSource extends LineSource {
  bundle(axis: string): Bundle | undefined;
}

/** The curves of a run, and which of the others are of its seed. */
export interface Seeded {
  readonly curves: Curves;
  readonly seed: number;
}

/** A group of one run is that run; of more, their mean with a band around it. */
export function groupLine(runs: readonly Seeded[], metric: string, about: { id: string; label: string; color: number }, spread: Spread): LineSource {
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
  const source: GroupSource = { ...about, axis: first.axis, curve: over, band: over, bundle: over };
  return source;
}

const LISTED = 12;

/** As mountTip, with the band and how many seeds have the step. */
export function mountGroupTip(chart: Chart, lines: readonly LineSource[]): void {
  const tip = el("div", { class: "xr-tip", hidden: true });
  const byId = new Map(lines.map((line) => [line.id, line as Partial<GroupSource> & LineSource]));
  chart.host.append(tip);
  chart.onHover = (hover) => {
    tip.hidden = !hover?.own || hover.items.length === 0;
    if (!hover || tip.hidden) return;
    fill(tip, hover, byId);
    const right = hover.left > chart.host.clientWidth / 2;
    tip.style.left = right ? "auto" : `${hover.left + 70}px`;
    tip.style.right = right ? `${chart.host.clientWidth - hover.left - 40}px` : "auto";
  };
}

function fill(tip: HTMLElement, hover: Hover, byId: ReadonlyMap<string, Partial<GroupSource> & LineSource>): void {
  const items = [...hover.items].sort((a, b) => Number(b.id === hover.hot) - Number(a.id === hover.hot) || b.raw - a.raw);
  const rows = items.slice(0, LISTED).map((item) => {
    const bundle = byId.get(item.id)?.bundle?.(hover.axis);
    const n = bundle ? countAt(bundle, item.x) : 1;
    return el(
      "div",
      { class: item.id === hover.hot ? "xr-tip-row xr-tip-hot" : "xr-tip-row" },
      el("span", { class: "xr-dot", "data-xr-color": item.color }),
      el("span", { class: "xr-tip-name" }, item.label),
      el("span", {}, compact(item.smoothed ?? item.raw)),
      el("span", { class: "xr-muted" }, `n = ${n}`),
    );
  });
  const at = hover.axis === RELATIVE || hover.axis === WALL ? axisLabel(hover.axis) : `${axisLabel(hover.axis)} ${compact(items[0]?.x ?? hover.x, 9)}`;
  const more = items.length > LISTED ? el("div", { class: "xr-muted" }, `and ${items.length - LISTED} more`) : "";
  tip.replaceChildren(el("div", { class: "xr-muted" }, at), ...rows, more);
}
