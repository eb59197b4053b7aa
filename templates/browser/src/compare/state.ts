// Which runs are compared, and how: in the address, so that a link is the comparison.
import { joinList, readHash, splitList, writeHash } from "../core/hash";

export interface CompareState {
  /** Slugs in the order of columns. */
  readonly runs: readonly string[];
  /** Slug of the run that the others are measured against, "" for none. */
  readonly base: string;
  /** Equal params too, not only those that differ. */
  readonly all: boolean;
}

export function parseCompare(hash: string): CompareState {
  const state = readHash(hash);
  const runs = [...new Set(splitList(state.get("runs") ?? "").map((slug) => slug.trim()).filter(Boolean))];
  const base = state.get("base") ?? "";
  return { runs, base: runs.includes(base) ? base : "", all: state.get("all") === "1" };
}

export function formatCompare(state: CompareState): string {
  return writeHash([
    ["runs", joinList(state.runs)],
    ["base", state.runs.includes(state.base) ? state.base : ""],
    ["all", state.all ? "1" : ""],
  ]);
}
