// Which runs are compared, and how: in the address, so that a link is the comparison.
import { joinList, readHash, splitList, writeHash } from "../core/hash";

export interface CompareState {
  /** Slugs in the order chosen. */
  readonly runs: readonly string[];
  /**
   * Slug of the run that the others are measured against; "" for the configured baseline, if it is among them; "-" for
   * none.
   */
  readonly base: string;
  /** Equal params too, not only those that differ. */
  readonly all: boolean;
  /** Runs as rows. */
  readonly transpose: boolean;
  /** Step of the logged objects, null for the last of each. */
  readonly step: number | null;
  /** Column that logged tables are joined by, "" for the first. */
  readonly on: string;
}

export const NO_BASE = "-";

export function parseCompare(hash: string): CompareState {
  const state = readHash(hash);
  const runs = [
    ...new Set(
      splitList(state.get("runs") ?? "")
        .map((slug) => slug.trim())
        .filter(Boolean),
    ),
  ];
  const base = state.get("base") ?? "";
  const step = state.get("step") ?? "";
  return {
    runs,
    base: runs.includes(base) || base === NO_BASE ? base : "",
    all: state.get("all") === "1",
    transpose: state.get("t") === "1",
    step: step.trim() !== "" && Number.isFinite(Number(step)) ? Number(step) : null,
    on: state.get("on") ?? "",
  };
}

export function formatCompare(state: CompareState): string {
  return writeHash([
    ["runs", joinList(state.runs)],
    ["base", state.runs.includes(state.base) || state.base === NO_BASE ? state.base : ""],
    ["all", state.all ? "1" : ""],
    ["t", state.transpose ? "1" : ""],
    ["step", state.step === null ? "" : String(state.step)],
    ["on", state.on],
  ]);
}
