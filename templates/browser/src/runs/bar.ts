// What stands above the table: the query with what is said about it, and the buttons.
import { button, el } from "../core/dom";
import type { Column } from "../core/shapes/runs";
import { withMenus } from "./menus";
import { dropdown, keepInView } from "./popover";

interface BarParts {
  readonly columns: HTMLElement;
  readonly group: HTMLElement;
  readonly share: HTMLElement;
}

interface BarEvents {
  filter(query: string): void;
  toggle(what: "heat" | "bars" | "curves"): void;
  clear(): void;
  pin(): void;
  base(): void;
}

/** What holds the place of the help until it is loaded. */
function lateHelp(use: (query: string) => void): HTMLElement {
  const place = el("p", { class: "xr-muted" }, "Loading…");
  withMenus(({ queryHelp }) => {
    const panel = place.parentElement;
    if (!panel) return;
    place.replaceWith(...queryHelp(use));
    keepInView(panel);
    panel.querySelector("button")?.focus();
  });
  return place;
}

export class Bar {
  readonly element: HTMLElement;
  readonly input = el("input", {
    class: "xr-input xr-runs-filter",
    type: "search",
    placeholder: "Filter: words, tag:prod, lr <= 1e-3, not status:failed",
    "aria-label": "Filter runs",
    spellcheck: "false",
  });
  private readonly counted = el("span", { class: "xr-muted xr-nowrap", role: "status", "data-xr-count": true });
  private readonly note = el("p", { class: "xr-query-note xr-muted", role: "status", hidden: true });
  private readonly compare = el("a", { class: "xr-button", "data-kind": "primary" });
  private readonly explore = el("a", { class: "xr-button", title: "The same runs on the explore page" }, "Explore");
  private readonly selection: HTMLElement;
  private readonly pin: HTMLButtonElement;
  private readonly base: HTMLButtonElement;
  private readonly toggles: Record<"heat" | "bars" | "curves", HTMLButtonElement>;

  constructor(parts: BarParts, events: BarEvents) {
    const use = (query: string, close: () => void): void => {
      close();
      this.input.value = query;
      events.filter(query);
    };
    const help = dropdown("?", (close) => [lateHelp((query) => use(query, close))], {
      "aria-label": "What can be typed here",
      title: "What can be typed here",
    }).element;
    this.toggles = {
      heat: button("Heat", () => events.toggle("heat"), {
        title: "Shade metrics from the worst to the best of their task",
      }),
      bars: button("Bars", () => events.toggle("bars"), { title: "A bar in each cell of a metric" }),
      curves: button("Curves", () => events.toggle("curves"), { title: "Curves of the shown runs beside the table" }),
    };
    this.pin = button("Pin", () => events.pin(), { title: "Keep these runs on top (P)" });
    this.base = button("Baseline", () => events.base(), { title: "Measure the others against this run (B)" });
    this.selection = el(
      "span",
      { class: "xr-selection", hidden: true },
      this.compare,
      this.pin,
      this.base,
      button("Clear", () => events.clear(), { "data-kind": "ghost", "aria-label": "Clear selection" }),
    );
    const query = el("div", { class: "xr-query" }, this.input, help);
    const { heat, bars, curves } = this.toggles;
    const right = el(
      "span",
      { class: "xr-runs-tools" },
      parts.group,
      parts.columns,
      heat,
      bars,
      curves,
      this.explore,
      parts.share,
    );
    this.element = el(
      "div",
      {},
      el(
        "div",
        { class: "xr-toolbar xr-runs-bar" },
        query,
        this.counted,
        this.selection,
        el("span", { class: "xr-spacer" }),
        right,
      ),
      this.note,
    );
    this.input.addEventListener("input", () => events.filter(this.input.value));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.input.value = "";
      events.filter("");
    });
  }

  setQuery(query: string, said: string): void {
    if (this.input.value !== query) this.input.value = query;
    this.note.hidden = said === "";
    this.note.textContent = said;
  }

  setCount(shown: number, all: number, groups: number, hidden: readonly Column[]): void {
    const runs = shown === all ? `${all} ${all === 1 ? "run" : "runs"}` : `${shown} of ${all} runs`;
    const parts = [
      runs,
      ...(groups > 0 ? [`${groups} ${groups === 1 ? "group" : "groups"}`] : []),
      ...(hidden.length > 0 ? [`${hidden.length} columns alike`] : []),
    ];
    this.counted.textContent = parts.join(" · ");
    this.counted.title = hidden.map((column) => column.label).join(", ");
  }

  /** How many runs and groups are shown. */
  get said(): string {
    return this.counted.textContent ?? "";
  }

  setToggles(on: Readonly<Record<"heat" | "bars" | "curves", boolean>>): void {
    for (const key of ["heat", "bars", "curves"] as const)
      this.toggles[key].setAttribute("aria-pressed", String(on[key]));
  }

  setSelection(count: number, compare: string, isBase: boolean, allPinned: boolean): void {
    this.selection.hidden = count === 0;
    this.compare.textContent = count === 1 ? "Compare 1 run with…" : `Compare ${count} runs`;
    this.compare.href = compare;
    this.pin.textContent = allPinned ? "Unpin" : "Pin";
    this.base.hidden = count !== 1;
    this.base.setAttribute("aria-pressed", String(isBase));
  }

  setExplore(href: string): void {
    this.explore.href = href;
  }
}
