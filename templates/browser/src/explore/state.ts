// What the explore page shows, and how the address says it: defaults left out.
import { joinList, readHash, splitList, writeHash } from "../core/hash";

export interface ExploreState {
  readonly task: string;
  readonly query: string;
  /** Key of the column that colours the runs; "" is the task's own metric. */
  readonly metric: string;
  /** Keys of the axes in order; null is the default choice. */
  readonly axes: readonly string[] | null;
  /** Keys of the scatter's x, y and colour; "" is the default. */
  readonly x: string;
  readonly y: string;
  readonly color: string;
  /** Whether an axis is logarithmic; null as its values suggest. */
  readonly logX: boolean | null;
  readonly logY: boolean | null;
  /** Keys of the two metrics of the Pareto front. */
  readonly paretoX: string;
  readonly paretoY: string;
  readonly hours: boolean;
}

function flag(text: string | undefined): boolean | null {
  return text === "1" ? true : text === "0" ? false : null;
}

function flagText(value: boolean | null): string {
  return value === null ? "" : value ? "1" : "0";
}

export function parseExplore(hash: string): ExploreState {
  const state = readHash(hash);
  const get = (key: string): string => state.get(key) ?? "";
  const axes = [...new Set(splitList(get("axes")).filter(Boolean))];
  return {
    task: get("task"),
    query: get("q"),
    metric: get("metric"),
    axes: axes.length ? axes : null,
    x: get("x"),
    y: get("y"),
    color: get("color"),
    logX: flag(state.get("logx")),
    logY: flag(state.get("logy")),
    paretoX: get("px"),
    paretoY: get("py"),
    hours: get("over") === "hours",
  };
}

export function formatExplore(state: ExploreState): string {
  return writeHash([
    ["task", state.task],
    ["q", state.query],
    ["metric", state.metric],
    ["axes", state.axes ? joinList(state.axes) : ""],
    ["x", state.x],
    ["y", state.y],
    ["color", state.color],
    ["logx", flagText(state.logX)],
    ["logy", flagText(state.logY)],
    ["px", state.paretoX],
    ["py", state.paretoY],
    ["over", state.hours ? "hours" : ""],
  ]);
}
