// Tables and columns made by hand, as the data script of the runs table has them.
import { RunTable } from "../../templates/browser/src/core/runtable";
import type { Column, Raw, RunsData } from "../../templates/browser/src/core/shapes/runs";

export const column = (key: string, values: Raw[], more: Partial<Column> = {}): Column => ({
  key,
  label: key.replace("params.", ""),
  group: key.startsWith("params.") ? "Params" : key.includes(":") ? "Metrics" : "Run",
  kind: "text",
  values,
  text: null,
  ...more,
});

/** Where the pages of so many runs lie. */
export const slugsOf = (count: number): string[] => Array.from({ length: count }, (_, row) => `r${row}`);

/** A table of the runs of these slugs, all of one colour, and none with a score that was set. */
export function tableOf(slugs: readonly string[], columns: readonly Column[], more: Partial<RunsData> = {}): RunTable {
  const sent = columns as RunsData["columns"];
  return new RunTable({ count: slugs.length, columns: sent, slugs, colors: slugs.map(() => 0), scored: [], ...more });
}
