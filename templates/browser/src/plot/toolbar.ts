// Controls of a group of charts: x axis, log scales, smoothing, outliers, reset. They show what is set, whoever set it.
import { button, el, fill } from "../core/dom";
import { axisLabel, RELATIVE, STEP, WALL } from "./axis";
import type { ChartGroup } from "./group";

/** Tracks a slider's way so that strong averages, where a hundredth matters, have room: weight = 1 − (1 − place)². */
const toWeight = (place: number): number => Math.min(0.999, 1 - (1 - place) ** 2);
const toPlace = (weight: number): number => 1 - Math.sqrt(1 - weight);

/**
 * `axes` names the axes that these charts can be drawn over besides the step; it is asked when the list is first
 * opened.
 */
export function mountToolbar(bar: HTMLElement, group: ChartGroup, axes: () => readonly string[] = () => []): void {
  const parts = [
    axisPart(group, axes),
    logPart(group, "logX", "Log x"),
    logPart(group, "logY", "Log y"),
    smoothingPart(group),
    clipPart(group),
    resetPart(group),
  ];
  fill(bar, ...parts.map(({ node }) => node));
  const fingers = matchMedia("(pointer: coarse)").matches;
  fill(
    bar,
    el(
      "span",
      { class: fingers ? "xr-muted" : "xr-muted xr-hide-phone" },
      fingers ? "Two fingers zoom, a double tap resets." : "Drag to zoom, double click to reset.",
    ),
  );
  const show = (): void => {
    for (const part of parts) part.show();
  };
  group.onChange(show);
  show();
}

interface Part {
  readonly node: HTMLElement;
  show(): void;
}

const MOST = 30;

function axisPart(group: ChartGroup, axes: () => readonly string[]): Part {
  const select = el("select", { class: "xr-input", "aria-label": "x axis" });
  const offered: string[] = [STEP];
  const show = (): void => {
    const { axis } = group.settings;
    if (axis !== "" && !offered.includes(axis)) offered.push(axis);
    const names = new Map<string, string>([
      ["", group.ownAxes ? "as logged" : STEP],
      ...offered.map((name) => [name, choice(name)] as const),
    ]);
    if (!group.ownAxes && axis !== STEP) names.delete(STEP);
    select.replaceChildren(
      ...[...names].map(([name, label]) => el("option", { value: name, selected: name === axis }, label)),
    );
    select.value = axis;
  };
  let asked = false;
  const ask = (): void => {
    if (asked) return;
    asked = true;
    const found = axes()
      .filter((axis) => !offered.includes(axis))
      .slice(0, MOST);
    offered.push(...found);
    show();
  };
  // Asked in a quiet moment: a list that grows while it opens would jump.
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 300));
  idle(() => ask());
  for (const event of ["pointerdown", "focus"]) select.addEventListener(event, ask);
  select.addEventListener("change", () => {
    group.zoom = null; // the stretch of another axis
    group.set({ axis: select.value });
  });
  return { node: el("label", {}, "x", select), show };
}

function choice(axis: string): string {
  if (axis === RELATIVE) return "relative time";
  return axis === WALL ? "wall time" : axisLabel(axis);
}

function logPart(group: ChartGroup, key: "logX" | "logY", label: string): Part {
  const where = key === "logX" ? "x" : "y";
  const what =
    key === "logX" ? "points at 0 and below are left out, and counted" : "values of 0 and below are marked at the foot";
  const node = button(label, () => group.set({ [key]: !group.settings[key] }), {
    title: `Logarithmic ${where} axis; ${what}`,
  });
  return { node, show: () => node.setAttribute("aria-pressed", String(group.settings[key])) };
}

function smoothingPart(group: ChartGroup): Part {
  const shown = el("output", {}, "off");
  const slider = el("input", { type: "range", min: 0, max: 0.97, step: 0.01, value: 0, "aria-label": "Smoothing" });
  slider.addEventListener("input", () => group.set({ smoothing: toWeight(Number(slider.value)) }));
  const node = el(
    "label",
    { title: "Exponential moving average, debiased; the raw values stay visible beneath" },
    "Smoothing",
    slider,
    shown,
  );
  const show = (): void => {
    const { smoothing } = group.settings;
    if (toWeight(Number(slider.value)) !== smoothing) slider.value = String(toPlace(smoothing));
    shown.textContent = smoothing > 0 ? smoothing.toFixed(smoothing > 0.985 ? 3 : 2) : "off";
    slider.setAttribute("aria-valuetext", shown.textContent);
  };
  return { node, show };
}

function clipPart(group: ChartGroup): Part {
  const node = button("Clip outliers", () => group.set({ clip: !group.settings.clip }), {
    title: "End y at the 1st and 99th percentile of what is in view",
  });
  return { node, show: () => node.setAttribute("aria-pressed", String(group.settings.clip)) };
}

function resetPart(group: ChartGroup): Part {
  const node = button("Reset zoom", () => group.setZoom(null), { title: "Also: double click in a chart" });
  return { node, show: () => (node.disabled = group.zoom === null) };
}
