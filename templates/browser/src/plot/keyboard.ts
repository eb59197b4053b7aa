// A chart by keyboard: it takes the focus, arrows step a cursor from point to point, and what it meets is said aloud.
import { el } from "../core/dom";
import { register, shortcuts } from "../core/keys";
import { compact } from "../core/numbers";
import { axisLabel } from "./axis";
import { describe, type Hover, type Steered } from "./hover";
import type { Item } from "./model";
import { describeX } from "./options";
import { magnify, shift } from "./stretch";

const HINT = "Arrow keys read the values, plus and minus zoom, 0 shows everything, Escape leaves.";
const NEARER = 1.6;
/** Lines that are read out where none is looked at. */
const READ = 3;
/** A long step, in shares of the chart's width. */
const LONG = 0.1;

const SHEET: readonly (readonly [string, string])[] = [
  ["← →", "In a chart: the value at the point before or after; with Shift a tenth of the chart on"],
  ["↑ ↓", "In a chart: the line above or below; Enter keeps it in colour"],
  ["+ −", "In a chart: zoom in or out (by touch: two fingers)"],
  ["0 Home", "In a chart: show everything (by touch: a double tap)"],
];

export function mountKeys(chart: Steered): void {
  const { host, group } = chart;
  if (!shortcuts().some(({ keys }) => keys === SHEET[0]?.[0]))
    for (const [keys, what] of SHEET) register(keys, what, () => undefined);
  const said = el("span", { class: "xr-said", "aria-live": "polite" });
  host.tabIndex = 0;
  const about = {
    role: "application",
    "aria-roledescription": "chart",
    "aria-label": chart.options.title,
    "aria-describedby": hint(),
  };
  for (const [name, value] of Object.entries(about)) host.setAttribute(name, value);

  const say = (text: string): void => void (said.textContent = text);
  const read = (): boolean => {
    if (chart.pointed) say(words(chart.pointed, chart.options.unit ?? ""));
    return true;
  };
  const zoom = (factor: number): boolean => {
    const stretch = chart.stretch();
    if (!stretch) return false;
    const at = chart.pointed ? Math.min(1, Math.max(0, chart.shares()(chart.pointed.x))) : 0.5;
    chart.show(magnify(stretch, factor, at));
    const seen = chart.stretch()?.seen;
    if (seen) {
      const { axis } = chart.model;
      say(`${axisLabel(axis)} ${describeX(axis, seen[0], true)} to ${describeX(axis, seen[1], true)}`);
    }
    return true;
  };
  const everything = (): boolean => {
    group.setZoom(null);
    say("Everything is shown");
    return true;
  };
  const leave = (): boolean => {
    if (chart.pointed) chart.unpoint();
    else if (group.zoom) return everything();
    else return false;
    say("");
    return true;
  };
  const pin = (): boolean => {
    if (group.hot === "" || chart.model.lines.length < 2) return false;
    group.togglePin(group.hot);
    say(group.pinned.has(group.hot) ? "Kept in colour" : "Not kept in colour");
    return true;
  };
  const keys: Record<string, (far: boolean) => boolean> = {
    ArrowRight: (far) => step(chart, 1, far) && read(),
    ArrowLeft: (far) => step(chart, -1, far) && read(),
    ArrowUp: () => look(chart, -1) && read(),
    ArrowDown: () => look(chart, 1) && read(),
    "+": () => zoom(NEARER),
    "=": () => zoom(NEARER),
    "-": () => zoom(1 / NEARER),
    _: () => zoom(1 / NEARER),
    "0": everything,
    Home: everything,
    Escape: leave,
    Enter: pin,
  };
  host.addEventListener("keydown", (event) => {
    if (event.target !== host || event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key]?.(event.shiftKey)) event.preventDefault();
  });
  // There before it is filled, or some screen readers miss the first words.
  host.addEventListener("focus", () => host.append(said));
  host.addEventListener("blur", () => chart.unpoint());
}

/** Put the cursor on the point before or after where it is; returns whether there is a chart at all. */
function step(chart: Steered, way: 1 | -1, far: boolean): boolean {
  const stretch = chart.stretch();
  if (!stretch) return false;
  const share = chart.shares();
  const from = chart.pointed ? share(chart.pointed.x) : way > 0 ? 0 : 1;
  const away = far ? LONG : chart.pointed ? 1e-9 : -1e-9;
  const x = chart.model.pointFrom(way, (at) => (share(at) - from) * way >= away);
  if (x === undefined) return true;
  chart.hold(x);
  if (share(x) >= 0 && share(x) <= 1) return true;
  chart.show(shift(stretch, share(x) - 0.5));
  queueMicrotask(() => chart.hold(x)); // uPlot has moved its scale by then
  return true;
}

/** Look at the line above or below the one that is looked at; returns whether there are several. */
function look(chart: Steered, way: 1 | -1): boolean {
  if (chart.model.lines.length < 2) return false;
  if (!chart.pointed) step(chart, 1, false);
  const value = (item: Item): number => item.smoothed ?? item.raw;
  const items = [...(chart.pointed?.items ?? [])]
    .filter((item) => Number.isFinite(value(item)))
    .sort((a, b) => value(b) - value(a));
  const now = items.findIndex(({ id }) => id === chart.group.hot);
  const next = items[now < 0 ? (way > 0 ? 0 : items.length - 1) : Math.min(items.length - 1, Math.max(0, now + way))];
  if (next) chart.group.setHot(next.id);
  if (chart.pointed) chart.hold(chart.pointed.x);
  return true;
}

/** One text for all charts of the page. */
function hint(): string {
  const id = "xr-chart-hint";
  if (!document.getElementById(id)) document.body.append(el("p", { id, hidden: true }, HINT));
  return id;
}

/** What a screen reader is told of the cursor. */
function words(hover: Hover, unit: string): string {
  if (hover.items.length < 2) return describe(hover, unit);
  const hot = hover.items.filter(({ id }) => id === hover.hot);
  const items = hot.length > 0 ? hot : hover.items.slice(0, READ);
  const values = items.map(
    ({ label, raw, smoothed }) => `${label} ${compact(smoothed ?? raw)}${unit ? ` ${unit}` : ""}`,
  );
  const rest = hover.items.length - items.length;
  const others = hot.length === 0 && rest > 0 ? `, and ${rest} more` : "";
  return `${describeX(hover.axis, hover.x)}: ${values.join(", ")}${others}`;
}
