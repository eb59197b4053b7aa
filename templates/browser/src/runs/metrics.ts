// Metrics of the table: their names, which are drawn unless the reader says otherwise, and the menu to choose them.
import { button, el } from "../core/dom";
import { asNumber } from "../core/order";
import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";

const DEFAULT = 2;
const PART = /:(?:score|last|best|best_step|tail|min|max|n)$/;

/** Names of metrics with curves, those that rank a task first. */
export function metricNames(columns: readonly Column[]): string[] {
  return [
    ...new Set(
      columns
        .filter((column) => column.group === "Metrics" && column.key.endsWith(":last"))
        .map((column) => column.key.replace(PART, "")),
    ),
  ];
}

/** The first metrics that some of the rows logged; where none did, the first of all. */
export function defaultMetrics(table: RunTable, rows: readonly number[]): string[] {
  const names = metricNames(table.columns);
  const found: string[] = [];
  for (const name of names) {
    const values = table.column(`${name}:last`)?.values;
    if (rows.some((row) => asNumber(values?.[row] ?? null) !== undefined)) found.push(name);
    if (found.length === DEFAULT) break;
  }
  return found.length > 0 ? found : names.slice(0, DEFAULT);
}

/** Metrics by what stands before their first slash, in the order given. */
export function byPrefix(metrics: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const metric of metrics) {
    const at = metric.indexOf("/");
    const prefix = at > 0 ? metric.slice(0, at) : "";
    groups.set(prefix, [...(groups.get(prefix) ?? []), metric]);
  }
  return groups;
}

export function metricMenu(
  table: RunTable,
  chosen: readonly string[],
  change: (metrics: string[]) => void,
): HTMLElement[] {
  const names = metricNames(table.columns);
  let wanted = names.filter((name) => chosen.includes(name));
  const entry = (name: string): HTMLElement => {
    const box = el("input", { type: "checkbox" });
    box.checked = wanted.includes(name);
    box.addEventListener("change", () => {
      wanted = names.filter((other) => (other === name ? box.checked : wanted.includes(other)));
      change(wanted);
    });
    return el("label", { title: name }, box, el("span", {}, name));
  };
  const list = el("div", { class: "xr-menu-list" });
  for (const [prefix, metrics] of byPrefix(names)) {
    list.append(el("fieldset", {}, el("legend", {}, prefix || "Metrics"), ...metrics.map(entry)));
  }
  const find = el("input", {
    class: "xr-input",
    type: "text",
    placeholder: "Find a metric",
    "aria-label": "Find a metric",
  });
  find.addEventListener("input", () => {
    for (const label of list.querySelectorAll("label"))
      label.hidden = !label.title.toLowerCase().includes(find.value.toLowerCase());
    for (const group of list.querySelectorAll("fieldset")) group.hidden = !group.querySelector("label:not([hidden])");
  });
  return [
    find,
    list,
    el(
      "div",
      { class: "xr-menu-foot" },
      button("The first ones", () => change([])),
    ),
  ];
}
