// What the runs page shows, and how the address says it: defaults left out, runs and columns by name.
import { joinList, readHash, splitList, writeHash } from "../core/hash";
import type { Column } from "../core/shapes/runs";

/** What the cells of a group say of its numbers. */
export type Stat = "mean" | "range" | "n";
/** What lies around the mean curve of a group. */
export type Spread = "range" | "ci";

export interface RunsState {
  readonly filter: string;
  /** null is the order in which Python wrote the runs: newest first. */
  readonly sort: { readonly key: string; readonly descending: boolean } | null;
  /** Keys of the visible columns, in order. */
  readonly columns: readonly string[];
  /** Slugs of the selected runs. */
  readonly selected: readonly string[];
  /** Keys of the columns that runs are grouped by. */
  readonly group: readonly string[];
  readonly stat: Stat;
  /** Which groups list their runs. */
  readonly open: Open;
  /** Slugs of the runs that stay on top. */
  readonly pinned: readonly string[];
  /** Slug of the run that the others are measured against, "" for none. */
  readonly base: string;
  readonly heat: boolean;
  readonly bars: boolean;
  /** Of the columns only those in which the shown runs differ. */
  readonly differing: boolean;
  /** How many columns stay in sight while the others scroll. */
  readonly frozen: number;
  readonly curves: boolean;
  /** Metrics whose curves are drawn; none is a choice by the page. */
  readonly metrics: readonly string[];
  readonly spread: Spread;
  /** Of the width of table and curves together, percent that the table takes. */
  readonly split: number;
}

/** Keys of groups that are open; or, with `all`, of those that are not. */
export interface Open {
  readonly all: boolean;
  readonly but: readonly string[];
}

export const CLOSED: Open = { all: false, but: [] };
/** In the address: all groups are open but those that follow. No group has this key. */
export const EVERY = "*";
/**
 * The address carries a selection, or open groups, of a size that one compares; more of them live on the page alone.
 */
export const MOST_IN_LINK = 50;
export const SPLIT = { least: 25, most: 75, usual: 50 } as const;

export function isOpen({ all, but }: Open, key: string): boolean {
  return all !== but.includes(key);
}

/** Open a group, or close it. */
export function toggleOpen({ all, but }: Open, key: string): Open {
  return { all, but: but.includes(key) ? but.filter((other) => other !== key) : [...but, key] };
}

export function defaultColumns(columns: readonly Column[]): string[] {
  return columns.filter((column) => column.shown !== false).map((column) => column.key);
}

export function parseState(hash: string, columns: readonly Column[]): RunsState {
  const state = readHash(hash);
  const known = new Set(columns.map((column) => column.key));
  const list = (key: string): string[] => [...new Set(splitList(state.get(key) ?? "").filter(Boolean))];
  const look = list("look");
  const sort = state.get("sort") ?? "";
  const key = sort.replace(/^-/, "");
  const stat = state.get("stat");
  const frozen = Number(state.get("freeze") || 1);
  const split = Number(state.get("split") || SPLIT.usual);
  const open = list("open");
  return {
    filter: state.get("q") ?? "",
    sort: known.has(key) ? { key, descending: sort.startsWith("-") } : null,
    columns: visibleColumns(columns, list("cols"), list("show"), list("hide")),
    selected: list("sel"),
    group: list("group").filter((column) => known.has(column)),
    stat: stat === "range" || stat === "n" ? stat : "mean",
    open: { all: open.includes(EVERY), but: open.filter((group) => group !== EVERY) },
    pinned: list("pin"),
    base: state.get("base") ?? "",
    heat: look.includes("heat"),
    bars: look.includes("bars"),
    differing: state.get("diff") === "1",
    frozen: Number.isInteger(frozen) && frozen >= 0 && frozen < 20 ? frozen : 1,
    curves: state.get("curves") === "1",
    metrics: list("metrics"),
    spread: state.get("band") === "ci" ? "ci" : "range",
    split: Number.isInteger(split) && split >= SPLIT.least && split <= SPLIT.most ? split : SPLIT.usual,
  };
}

/**
 * `cols` lists all in order; `show` and `hide` only say what differs from the defaults. Of no known column, the
 * defaults.
 */
function visibleColumns(columns: readonly Column[], all: string[], show: string[], hide: string[]): string[] {
  const keys = columns.map((column) => column.key);
  const listed = all.filter((key) => keys.includes(key));
  if (listed.length > 0) return listed;
  const usual = defaultColumns(columns);
  const wanted = new Set([...usual, ...show]);
  for (const key of hide) wanted.delete(key);
  const visible = keys.filter((key) => wanted.has(key));
  return visible.length > 0 ? visible : usual;
}

export function formatState(
  state: RunsState,
  columns: readonly Column[],
  more: readonly [string, string][] = [],
): string {
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
    ["group", joinList(state.group)],
    ["stat", state.group.length > 0 && state.stat !== "mean" ? state.stat : ""],
    ["open", state.group.length > 0 ? formatOpen(state.open) : ""],
    ["pin", joinList(state.pinned)],
    ["base", state.base],
    ["look", [state.heat ? "heat" : "", state.bars ? "bars" : ""].filter(Boolean).join(",")],
    ["diff", state.differing ? "1" : ""],
    ["freeze", state.frozen === 1 ? "" : String(state.frozen)],
    ["curves", state.curves ? "1" : ""],
    ["metrics", state.curves ? joinList(state.metrics) : ""],
    ["band", state.curves && state.spread === "ci" ? "ci" : ""],
    ["split", state.curves && state.split !== SPLIT.usual ? String(state.split) : ""],
    ["sel", joinList(state.selected)],
    ...more,
  ]);
}

function formatOpen({ all, but }: Open): string {
  return joinList([...(all ? [EVERY] : []), ...(but.length <= MOST_IN_LINK ? but : [])]);
}
