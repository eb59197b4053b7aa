// A curve over something else than steps: ROC, precision and recall, calibration; a line per class.
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import type { CurveEntry } from "../core/shapes/logged";
import { Drawing, fitted, svg } from "./drawing";
import type { Frame, Show } from "./frames";
import { curveSpans, hasPoint, numberOf } from "./scales";

const LABELS: Record<string, readonly [string, string]> = {
  roc: ["false positive rate", "true positive rate"],
  pr: ["recall", "precision"],
  calibration: ["predicted probability", "observed share"],
};

export function curveViewer(body: HTMLElement, key: string, frames: readonly Frame<CurveEntry>[], kind: string): Show {
  const spans = curveSpans(
    kind,
    frames.flatMap(({ entries }) => entries),
  ); // of all steps: an axis that moves hides what changed
  return (index) =>
    body.replaceChildren(
      ...(frames[index]?.entries ?? []).map((entry) => fitted((width) => draw(width, key, entry, kind, spans))),
    );
}

interface Drawn {
  readonly name: string;
  readonly color: number;
  readonly points: readonly (readonly [number, number])[];
  readonly path: SVGPathElement;
  readonly item: HTMLElement;
}

function draw(
  width: number,
  key: string,
  entry: CurveEntry,
  kind: string,
  spans: ReturnType<typeof curveSpans>,
): HTMLElement {
  const [labelX, labelY] = LABELS[kind] ?? ["", ""];
  const blank = hasPoint(entry) ? "" : "no finite value";
  const drawing = new Drawing(width, {
    ...spans,
    labelX: entry.x_label || labelX,
    labelY: entry.y_label || labelY,
    title: key,
    blank,
  });
  if (!blank && (kind === "roc" || kind === "calibration")) {
    drawing.area.append(
      svg("path", { class: "xr-chance", d: `M${drawing.px(0)} ${drawing.py(0)}L${drawing.px(1)} ${drawing.py(1)}` }),
    );
  }
  const value = el("p", { class: "xr-view-value" });
  const lines = entry.lines.map((line, index) => drawLine(line, index, drawing));
  const dot = svg("circle", { class: "xr-view-dot", r: 3.5, visibility: "hidden" });
  drawing.area.append(...lines.map(({ path }) => path), dot);
  const look = (chosen: Drawn | null): void => {
    for (const line of lines) {
      line.path.toggleAttribute("data-away", chosen !== null && line !== chosen);
      line.item.toggleAttribute("data-hot", line === chosen);
    }
    if (chosen) drawing.area.append(chosen.path, dot);
  };
  drawing.onPoint((at) => {
    const near = at && nearest(lines, drawing.px(at.x), drawing.py(at.y), drawing);
    look(near && lines.length > 1 ? near.line : null);
    dot.setAttribute("visibility", near ? "visible" : "hidden");
    value.textContent = near
      ? `${near.line.name ? `${near.line.name}: ` : ""}${compact(near.x, 4)}, ${compact(near.y, 4)}`
      : "";
    if (!near) return;
    dot.setAttribute("cx", String(drawing.px(near.x)));
    dot.setAttribute("cy", String(drawing.py(near.y)));
    dot.setAttribute("data-xr-color", String(near.line.color));
  });
  for (const line of lines) {
    line.item.addEventListener("pointerenter", () => look(line));
    line.item.addEventListener("pointerleave", () => look(null));
  }
  const legend =
    lines.length > 1 || entry.lines.some(({ name, area }) => name || Number.isFinite(numberOf(area)))
      ? [el("ul", { class: "xr-legend" }, ...lines.map(({ item }) => item))]
      : [];
  return el("div", {}, drawing.element, value, ...legend);
}

function drawLine(line: CurveEntry["lines"][number], index: number, drawing: Drawing): Drawn {
  const color = index % 10;
  const points = line.x.map((x, at) => [numberOf(x), numberOf(line.y[at])] as const);
  let d = "";
  let open = false;
  for (const [x, y] of points) {
    const fits = Number.isFinite(x) && Number.isFinite(y);
    if (fits) d += `${open ? "L" : "M"}${drawing.px(x)} ${drawing.py(y)}`;
    open = fits;
  }
  const area = numberOf(line.area ?? null);
  const about = Number.isFinite(area) ? el("span", { class: "xr-muted" }, ` area ${compact(area, 4)}`) : null;
  const item = el("li", {}, el("span", { class: "xr-dot", "data-xr-color": color }), line.name, about);
  return { name: line.name, color, points, path: svg("path", { class: "xr-line", "data-xr-color": color, d }), item };
}

const REACH = 18;

function nearest(
  lines: readonly Drawn[],
  left: number,
  top: number,
  drawing: Drawing,
): { line: Drawn; x: number; y: number } | null {
  let best = REACH;
  let found: { line: Drawn; x: number; y: number } | null = null;
  for (const line of lines) {
    for (const [x, y] of line.points) {
      const away = Math.hypot(drawing.px(x) - left, drawing.py(y) - top);
      if (!(away < best)) continue;
      best = away;
      found = { line, x, y };
    }
  }
  return found;
}
