// The menu of one column: sort, filter, group, move, freeze, hide. A filter becomes a term of the query, where it can
// be read.
import { button, el } from "../core/dom";
import { cellText, isNumeric, missing, type RunTable, tagsOf } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { choiceOf, rangeOf, withChoice, withRange } from "../query/edit";
import { quantity } from "../query/match";
import type { RunsState } from "./state";

interface HeadMenuEvents {
  update(change: Partial<RunsState>): void;
  close(): void;
}

/** Of more values than these only the most frequent are listed; the box above the list finds the others. */
const LISTED = 100;
/** Numbers of so few values are chosen from a list too. */
const FEW = 12;

/** `shown` are the keys of the columns in sight: chosen ones may be hidden, for being grouped by or all alike. */
export function headMenu(
  table: RunTable,
  column: Column,
  state: RunsState,
  shown: readonly string[],
  events: HeadMenuEvents,
): HTMLElement[] {
  const act = (text: string, change: Partial<RunsState>, disabled = false): HTMLElement => {
    const node = button(
      text,
      () => {
        events.close();
        events.update(change);
      },
      { "data-kind": "ghost" },
    );
    node.disabled = disabled;
    return node;
  };
  const at = shown.indexOf(column.key);
  const swap = (other: number): Partial<RunsState> => ({
    columns: swapped(state.columns, column.key, shown[other] ?? column.key),
  });
  const grouped = state.group.includes(column.key);
  const sorts =
    column.kind === "spark"
      ? []
      : [
          act("Sort ascending ↑", { sort: { key: column.key, descending: false } }),
          act("Sort descending ↓", { sort: { key: column.key, descending: true } }),
        ];
  const groups =
    column.kind === "spark" || column.key === "name"
      ? []
      : [
          act(grouped ? "Ungroup" : "Group by this", {
            group: grouped ? state.group.filter((key) => key !== column.key) : [...state.group, column.key],
          }),
        ];
  const frozenHere = state.frozen === at + 1;
  const actions = el(
    "div",
    { class: "xr-menu-acts" },
    ...sorts,
    ...groups,
    act("Move left", swap(at - 1), at <= 0),
    act("Move right", swap(at + 1), at >= shown.length - 1),
    act(frozenHere ? "Unfreeze" : "Freeze up to here", { frozen: frozenHere ? 0 : at + 1 }),
    act("Hide", { columns: state.columns.filter((key) => key !== column.key) }),
  );
  return [el("div", { class: "xr-menu-title" }, column.label), ...filters(table, column, state, events), actions];
}

/** Two columns change places; the name of groups is shown also where it was not chosen, and is so from then on. */
export function swapped(keys: readonly string[], a: string, b: string): string[] {
  const all = [...[a, b].filter((key) => !keys.includes(key)), ...keys];
  return all.map((key) => (key === a ? b : key === b ? a : key));
}

function filters(table: RunTable, column: Column, state: RunsState, events: HeadMenuEvents): HTMLElement[] {
  if (column.kind === "spark") return [];
  const counts = countValues(table, column);
  const parts: HTMLElement[] = [];
  if (isNumeric(column)) parts.push(rangeFilter(column, state, events));
  if (counts.length > 0 && (!isNumeric(column) || counts.length <= FEW))
    parts.push(choiceFilter(column, counts, state, events));
  return parts;
}

function rangeFilter(column: Column, state: RunsState, events: HeadMenuEvents): HTMLElement {
  const range = rangeOf(state.filter, column.key);
  const hint = column.kind === "duration" ? "2h" : column.kind === "time" ? "2026-01-31" : "";
  const input = (label: string, value: number | undefined): HTMLInputElement =>
    el("input", {
      class: "xr-input",
      type: "text",
      inputmode: "decimal",
      "aria-label": `${column.label} ${label}`,
      placeholder: hint ? `${label}, as ${hint}` : label,
      value: value !== undefined && Number.isFinite(value) ? String(value) : "",
    });
  const [low, high] = [input("from", range?.[0]), input("to", range?.[1])];
  const apply = (): void => {
    const end = (box: HTMLInputElement, open: number): number => {
      const found = quantity(column, box.value.replace("−", "-"));
      return Number.isNaN(found) ? open : found;
    };
    const wanted = [end(low, -Infinity), end(high, Infinity)] as const;
    events.update({ filter: withRange(state.filter, column.key, wanted) });
  };
  for (const box of [low, high]) {
    box.addEventListener("change", apply);
    box.addEventListener("keydown", (event) => event.key === "Enter" && events.close());
  }
  return el("div", { class: "xr-menu-range" }, low, el("span", { class: "xr-muted" }, "to"), high);
}

function choiceFilter(
  column: Column,
  counts: readonly (readonly [string, number])[],
  state: RunsState,
  events: HeadMenuEvents,
): HTMLElement {
  const chosen = new Set((choiceOf(state.filter, column.key) ?? []).map((value) => value.toLowerCase()));
  const query = state.filter;
  const wanted = new Set(counts.map(([value]) => value).filter((value) => chosen.has(value.toLowerCase())));
  const item = ([value, count]: readonly [string, number]): HTMLElement => {
    const box = el("input", { type: "checkbox" });
    box.checked = wanted.has(value);
    box.addEventListener("change", () => {
      if (box.checked) wanted.add(value);
      else wanted.delete(value);
      events.update({ filter: withChoice(query, column.key, [...wanted]) });
    });
    return el("label", { title: value }, box, el("span", {}, value), el("span", { class: "xr-count" }, count));
  };
  const list = el("div", { class: "xr-menu-list" }, ...counts.slice(0, LISTED).map(item));
  if (counts.length <= 8) return list;
  const find = el("input", {
    class: "xr-input",
    type: "text",
    placeholder: `Find one of ${counts.length} values`,
    "aria-label": `Find a value of ${column.label}`,
  });
  find.addEventListener("input", () => {
    const text = find.value.toLowerCase();
    list.replaceChildren(
      ...counts
        .filter(([value]) => value.toLowerCase().includes(text))
        .slice(0, LISTED)
        .map(item),
    );
  });
  return el("div", {}, find, list);
}

/** Values of a column with how many runs have them, the most frequent first. */
export function countValues(table: RunTable, column: Column): [string, number][] {
  const counts = new Map<string, number>();
  for (let row = 0; row < table.count; row += 1) {
    const values =
      column.kind === "tags" ? tagsOf(column, row) : missing(column, row) === null ? [cellText(column, row)] : [];
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
