// The menu of columns: one checkbox per column, by group, with a box to find one among many.
import { button, el } from "../core/dom";
import type { Column } from "../core/shapes/runs";

export interface ColumnMenuEvents {
  choose(visible: ReadonlySet<string>): void;
  differing(): void;
  reset(): void;
}

export function columnMenu(
  columns: readonly Column[],
  visible: readonly string[],
  differing: boolean,
  events: ColumnMenuEvents,
): HTMLElement[] {
  const chosen = new Set(visible);
  const list = el("div", { class: "xr-menu-list" });
  for (const group of new Set(columns.map((column) => column.group))) {
    const items = columns.filter((column) => column.group === group).map((column) => item(column, chosen, events));
    list.append(el("fieldset", {}, el("legend", {}, group), ...items));
  }
  const find = el("input", {
    class: "xr-input",
    type: "text",
    placeholder: "Find a column",
    "aria-label": "Find a column",
  });
  find.addEventListener("input", () => {
    const text = find.value.toLowerCase();
    for (const label of list.querySelectorAll("label"))
      label.hidden = !`${label.textContent} ${label.title}`.toLowerCase().includes(text);
    for (const group of list.querySelectorAll("fieldset")) group.hidden = !group.querySelector("label:not([hidden])");
  });
  const differs = el("input", { type: "checkbox" });
  differs.checked = differing;
  differs.addEventListener("change", () => events.differing());
  const only = el(
    "label",
    { title: "Hide columns in which the shown runs are all the same" },
    differs,
    el("span", {}, "Only columns that differ"),
  );
  const reset = button("Default columns", () => {
    events.reset();
    const defaults = new Set(columns.filter((column) => column.shown !== false).map((column) => column.key));
    for (const box of list.querySelectorAll<HTMLInputElement>("input[data-key]"))
      box.checked = defaults.has(box.dataset.key ?? "");
    chosen.clear();
    for (const key of defaults) chosen.add(key);
  });
  return [find, only, list, el("div", { class: "xr-menu-foot" }, reset)];
}

function item(column: Column, chosen: Set<string>, events: ColumnMenuEvents): HTMLElement {
  const box = el("input", { type: "checkbox", "data-key": column.key });
  box.checked = chosen.has(column.key);
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(column.key);
    else chosen.delete(column.key);
    events.choose(chosen);
  });
  return el("label", { title: column.key }, box, el("span", {}, column.label));
}
