// The values under the cursor: a box in the chart for several lines, one line of text for one.
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import type { Chart } from "./chart";
import type { Hover } from "./hover";
import type { Item } from "./model";
import { describeX } from "./options";

const LISTED = 12;

/** What is said of a value behind it, in few words; "" for nothing. */
type Aside = (item: Item, axis: string) => string;

/**
 * Show a box with the values of all lines while the pointer is over the chart: the one that is looked at first, then
 * from high to low.
 */
export function mountTip(chart: Chart, aside: Aside = () => ""): void {
  const tip = el("div", { class: "xr-tip", hidden: true });
  chart.host.append(tip);
  chart.onHover = (hover) => show(tip, chart, hover, aside);
}

function show(tip: HTMLElement, chart: Chart, hover: Hover | null, aside: Aside): void {
  tip.hidden = !hover?.own || hover.items.length === 0;
  if (!hover || tip.hidden) return;
  const value = (item: Item): number => item.smoothed ?? item.raw;
  const hot = (item: Item): boolean => item.id === hover.hot;
  const items = [...hover.items].sort((a, b) => Number(hot(b)) - Number(hot(a)) || value(b) - value(a));
  const at = items[0]?.x ?? hover.x;
  const rows = items.slice(0, LISTED).map((item) => {
    const said = aside(item, hover.axis);
    return el(
      "div",
      { class: hot(item) ? "xr-tip-row xr-tip-hot" : "xr-tip-row" },
      el("span", { class: "xr-dot", "data-xr-color": item.color }),
      el("span", { class: "xr-tip-name" }, item.label),
      item.x === at ? null : el("span", { class: "xr-tip-aside" }, `at ${describeX(hover.axis, item.x, true)}`),
      el("span", {}, compact(value(item))),
      said ? el("span", { class: "xr-tip-aside" }, said) : null,
    );
  });
  const more = items.length > LISTED ? el("div", { class: "xr-muted" }, `and ${items.length - LISTED} more`) : "";
  tip.replaceChildren(el("div", { class: "xr-muted" }, describeX(hover.axis, at)), ...rows, more);
  placeTip(tip, chart, hover.left);
}

/** Gap between the cursor and the box beside it. */
const GAP = 16;
/** In less room than this a line is its name and its value. */
const ROOM = 180;

/**
 * Put a box beside the cursor, on the side that has more room. Nothing is asked of the page, which would be laid out
 * for it.
 */
function placeTip(tip: HTMLElement, chart: Chart, left: number): void {
  const { width, inset } = chart;
  const at = left + inset;
  const right = at > width / 2;
  tip.style.left = right ? "auto" : `${at + GAP}px`;
  tip.style.right = right ? `${width - at + GAP}px` : "auto";
  const room = Math.round((right ? at : width - at) - GAP);
  tip.style.maxWidth = `min(16rem, ${room}px)`;
  tip.toggleAttribute("data-narrow", room < ROOM);
}
