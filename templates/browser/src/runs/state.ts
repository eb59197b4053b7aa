// What the runs page shows, and how the address says it: sort, filter and columns, defaults left out.
import { joinList, readHash, splitList, writeHash } from "../core/hash";
import type { Column } from "../core/shapes";

export interface RunsState {
  readonly filter: string;
  /** null is the order in which Python wrote the runs: newest first. */
  readonly sort: { readonly key: string; readonly descending: boolean } | null;
  /** Keys of the visible columns, in order. */
  readonly columns: readonly string[];
  /** Slugs of the selected runs. */
  readonly selected: readonly string[];
}

export function defaultColumns(columns: readonly Column[]): string[] {
  return columns.filter((column) => column.shown !== false).map((column) => column.key);
}

export function parseState(hash: string, columns: readonly Column[]): RunsState {
  const state = readHash(hash);
  const known = new Set(columns.map((column) => column.key));
  const list = (key: string): string[] => splitList(state.get(key) ?? "");
  const sort = state.get("sort") ?? "";
  const key = sort.replace(/^-/, "");
  return {
    filter: state.get("q") ?? "",
    sort: known.has(key) ? { key, descending: sort.startsWith("-") } : null,
    columns: visibleColumns(columns, list("cols"), list("show"), list("hide")).filter((column) => known.has(column)),
    selected: list("sel"),
  };
}

/** `cols` lists all in order; `show` and `hide` only say what differs from the defaults. */
function visibleColumns(columns: readonly Column[], all: string[], show: string[], hide: string[]): string[] {
  if (all.length > 0) return all;
  const defaults = new Set(defaultColumns(columns));
  for (const key of show) defaults.add(key);
  for (const key of hide) defaults.delete(key);
  return columns.map((column) => column.key).filter((key) => defaults.has(key));
}

export function formatState(state: RunsState, columns: readonly Column[]): string {
  const visible = new Set(state.columns);
  const canonical = columns.map((column) => column.key).filter((key) => visible.has(key));
  const inOrder = canonical.join("\n") === state.columns.join("\n");
  const defaults = new Set(defaultColumns(columns));
  return writeHash([
    ["q", state.filter],
    ["sort", state.sort ? (state.sort.descending ? "-" : "") + state.sort.key : ""],
    ["cols", inOrder ? "" : joinList(state.columns)],
    ["show", inOrder ? joinList(canonical.filter((key) => !defaults.has(key))) : ""],
    ["hide", inOrder ? joinList([...defaults].filter((key) => !visible.has(key))) : ""],
    ["sel", joinList(state.selected)],
  ]);
}
