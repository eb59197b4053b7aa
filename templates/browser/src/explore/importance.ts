// Which params matter: bars with their intervals, and everything that keeps them from being read too boldly.
import { el } from "../core/dom";
import type { Effect, ExploreData, Interval } from "../core/shapes/explore";

interface ImportanceActions {
  /** Whether a param can be shown on the scatter. */
  known(name: string): boolean;
  show(name: string): void;
}

export function importanceSection(data: ExploreData, actions: ImportanceActions): HTMLElement {
  const section = el(
    "section",
    { class: "xr-section", "data-xr-importance": true },
    el("h2", {}, "Which params matter ", el("small", {}, data.label)),
  );
  section.append(
    el("p", { class: data.why_not ? "xr-note" : "", "data-tone": data.why_not ? "info" : null }, data.sentence),
  );
  if (data.effects.length > 0) section.append(el("div", { class: "xr-scroll" }, table(data, actions)));
  for (const { first, second, text } of data.confounded) {
    section.append(
      el(
        "p",
        { class: "xr-note", "data-tone": "warn" },
        `${first} and ${second} vary together (${text}): their shares cannot be told apart.`,
      ),
    );
  }
  if (data.left_out.length > 0) {
    section.append(
      el(
        "p",
        { class: "xr-muted" },
        `Left out, for nearly every configuration has another value of it: ${data.left_out.join(", ")}.`,
      ),
    );
  }
  return section;
}

function table(data: ExploreData, actions: ImportanceActions): HTMLElement {
  const withModel = data.effects.some((effect) => effect.importance !== null);
  const scale = Math.max(0.05, ...data.effects.map((effect) => effect.importance?.high ?? 0));
  const heads = [el("th", { scope: "col" }, "param")];
  if (withModel) heads.push(el("th", { scope: "col", colspan: 2 }, "importance"));
  heads.push(el("th", { scope: "col", colspan: 2 }, "rank correlation"), el("th", { scope: "col" }, "better when"));
  const rows = data.effects.map((effect) => row(effect, withModel ? scale : 0, actions));
  return el(
    "table",
    { class: "xr-table xr-importance" },
    el("thead", {}, el("tr", {}, ...heads)),
    el("tbody", {}, ...rows),
  );
}

function row(effect: Effect, scale: number, actions: ImportanceActions): HTMLElement {
  const name = actions.known(effect.name)
    ? el(
        "button",
        { type: "button", class: "xr-link", title: "Show on the scatter", onclick: () => actions.show(effect.name) },
        effect.name,
      )
    : effect.name;
  const cells: HTMLElement[] = [el("th", { scope: "row" }, name)];
  if (scale > 0) cells.push(...valueCells(effect.importance, bar(effect.importance, 0, scale)));
  cells.push(...valueCells(effect.correlation, bar(effect.correlation, -1, 1)));
  cells.push(el("td", {}, effect.better));
  return el("tr", {}, ...cells);
}

function valueCells(interval: Interval | null, drawn: HTMLElement): HTMLElement[] {
  if (!interval) return [el("td", { colspan: 2 }, el("span", { class: "xr-missing" }, "–"))];
  return [
    el("td", { class: "num" }, interval.text, " ", el("small", {}, interval.range)),
    el("td", { class: "xr-whisker-cell" }, drawn),
  ];
}

/** A bar from zero to the value, with its interval as a whisker, on a scale from `low` to `high`. */
function bar(interval: Interval | null, low: number, high: number): HTMLElement {
  if (!interval) return el("span");
  const place = (value: number): number => (100 * (Math.min(high, Math.max(low, value)) - low)) / (high - low);
  const [zero, value] = [place(0), place(interval.value)];
  const [from, to] = [place(interval.low), place(interval.high)];
  return el(
    "span",
    { class: "xr-whisker", "aria-hidden": "true" },
    el("i", { style: `left:${Math.min(zero, value)}%;width:${Math.abs(value - zero)}%` }),
    el("b", { style: `left:${from}%;width:${to - from}%` }),
    low < 0 ? el("u", { style: `left:${zero}%` }) : null,
  );
}
