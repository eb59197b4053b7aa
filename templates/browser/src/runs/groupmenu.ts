// The menu of grouping: by which columns, and what the cells of a group say.
import { button, el } from "../core/dom";
import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { CLOSED, type RunsState, type Stat } from "./state";

const STATS: readonly (readonly [Stat, string])[] = [
  ["mean", "mean ± 95 % CI"],
  ["range", "min … max"],
  ["n", "n"],
];
const NEVER = new Set(["name", "id", "spark", "fingerprint", "started"]);

interface GroupMenuEvents {
  update(change: Partial<RunsState>): void;
}

/** Columns that make groups: those of which runs share values; what is the same everywhere comes last. */
function groupable(table: RunTable): Column[] {
  const wanted = table.columns.filter(
    (column) =>
      !NEVER.has(column.key) && column.group !== "Metrics" && column.kind !== "duration" && column.kind !== "time",
  );
  const first = ["configuration", "algorithm", "task", "group", "tags", "data"];
  const rank = (column: Column): number =>
    first.includes(column.key)
      ? first.indexOf(column.key)
      : column.group === "Params"
        ? first.length
        : first.length + 1;
  const varies = (column: Column): boolean => column.values.some((value) => String(value) !== String(column.values[0]));
  return [...wanted].sort((a, b) => Number(varies(b)) - Number(varies(a)) || rank(a) - rank(b));
}

export function groupMenu(table: RunTable, state: RunsState, events: GroupMenuEvents): HTMLElement[] {
  let chosen = [...state.group];
  const item = (column: Column): HTMLElement => {
    const box = el("input", { type: "checkbox" });
    box.checked = chosen.includes(column.key);
    box.addEventListener("change", () => {
      chosen = box.checked ? [...chosen, column.key] : chosen.filter((key) => key !== column.key);
      events.update({ group: chosen });
    });
    return el("label", { title: column.key }, box, el("span", {}, column.label));
  };
  const find = el("input", {
    class: "xr-input",
    type: "text",
    placeholder: "Group by…",
    "aria-label": "Find a column to group by",
  });
  const list = el("div", { class: "xr-menu-list" }, ...groupable(table).map(item));
  find.addEventListener("input", () => {
    for (const label of list.querySelectorAll("label"))
      label.hidden = !`${label.textContent} ${label.title}`.toLowerCase().includes(find.value.toLowerCase());
  });
  const select = el(
    "select",
    { class: "xr-input", "aria-label": "What cells of groups show" },
    ...STATS.map(([value, label]) => el("option", { value, selected: value === state.stat }, label)),
  );
  select.addEventListener("change", () => events.update({ stat: select.value as Stat }));
  const foot = el(
    "div",
    { class: "xr-menu-foot" },
    select,
    button("Open all", () => events.update({ open: { all: true, but: [] } })),
    button("Close all", () => events.update({ open: CLOSED })),
  );
  return [find, list, foot];
}
