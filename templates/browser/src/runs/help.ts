// What can be typed into the query box, by example.
import { el } from "../core/dom";
import { BASE, PIN, TABLE_KEYS } from "./tablekeys";

const EXAMPLES: readonly (readonly [query: string, meaning: string])[] = [
  ["forest prod", "both words, in names, tags, params and the like"],
  ["val/acc > 0.9", "a metric or param compared; >= < <= = != too"],
  ["lr<=1e-3 or lr=0.1", "one or the other; brackets group"],
  ["tag:prod", "has this tag; of other texts: contains"],
  ["not status:failed", "the opposite; also -status:failed"],
  ["dropout:none", "not logged; key:null and key:nan for those"],
  ["duration > 2h", "times as 30s, 5min, 2h, 3d; dates as 2026-01-31"],
  ['"my key" = "two words"', "quotes where there are blanks"],
];

export function queryHelp(use: (query: string) => void): HTMLElement[] {
  const rows = EXAMPLES.map(([query, meaning]) => {
    const example = el("button", { type: "button", class: "xr-example", title: "Try it" }, el("code", {}, query));
    example.addEventListener("click", () => use(query));
    return el("div", { class: "xr-help-row" }, example, el("span", {}, meaning));
  });
  return [
    el("div", { class: "xr-menu-title" }, "Terms side by side must all hold."),
    ...rows,
    el("div", { class: "xr-menu-title" }, "Keys in the table"),
    ...[...TABLE_KEYS, PIN, BASE].map(({ keys, what }) =>
      el(
        "div",
        { class: "xr-help-row" },
        el("span", {}, ...keys.split(" ").flatMap((key) => [el("kbd", {}, key), " "])),
        el("span", {}, what),
      ),
    ),
  ];
}
