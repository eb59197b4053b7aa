// A legend for a group of charts: pointing at a name brings out its line everywhere, pointing at a line its name;
// a click keeps a line in colour among many.
import { el } from "../core/dom";
import type { ChartGroup } from "./group";

interface LegendItem {
  readonly id: string;
  readonly label: string;
  readonly color: number;
}

const LISTED = 60;

export function makeLegend(items: readonly LegendItem[], group: ChartGroup): HTMLElement {
  const buttons = new Map<string, HTMLButtonElement>();
  const make = (item: LegendItem): HTMLButtonElement => {
    const dot = el("span", { class: "xr-dot", "data-xr-color": item.color });
    const node = el(
      "button",
      { type: "button", class: "xr-legend-item", "aria-pressed": "false", title: "Click: keep in colour" },
      dot,
      item.label,
    );
    for (const event of ["mouseenter", "focus"]) node.addEventListener(event, () => group.setHot(item.id));
    for (const event of ["mouseleave", "blur"])
      node.addEventListener(event, () => group.hot === item.id && group.setHot(""));
    node.addEventListener("click", () => group.togglePin(item.id));
    buttons.set(item.id, node);
    return node;
  };
  const shown = items.slice(0, LISTED).map(make);
  const legend = el("div", { class: "xr-legend" }, ...shown);
  if (items.length > LISTED) {
    const more = el(
      "button",
      { type: "button", class: "xr-legend-item xr-muted" },
      `and ${items.length - LISTED} more`,
    );
    more.addEventListener("click", () => more.replaceWith(...items.slice(LISTED).map(make)));
    legend.append(more);
  }
  // Only what changed: pointing at lines goes through here at every move.
  let hot: HTMLElement | undefined;
  group.onEmphasis(() => {
    const now = buttons.get(group.hot);
    if (now !== hot) {
      hot?.removeAttribute("data-hot");
      now?.setAttribute("data-hot", "");
      hot = now;
    }
    for (const [id, node] of buttons) {
      const pressed = String(group.pinned.has(id));
      if (node.getAttribute("aria-pressed") !== pressed) node.setAttribute("aria-pressed", pressed);
    }
  });
  return legend;
}
