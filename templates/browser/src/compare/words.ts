// "What changed and what it bought", as a sentence for each run.
import { compact } from "../core/numbers";
import { missing } from "../core/runtable";
import { changes, deltaTo, type Row, taskOf } from "./diff";
import type { Layout } from "./layout";
import { pText, type Verdict } from "./standings";

/** Params that are named, the others are counted. */
const LISTED = 3;
/** Facts that were put in, as params were. */
const PUT_IN = new Set(["algorithm", "data"]);

/** One sentence for each of these runs but the one that it is measured against: the baseline, or the first. */
export function outcomes(layout: Layout, rows: readonly number[]): string[] {
  const base = layout.base !== undefined && rows.includes(layout.base) ? layout.base : (rows[0] as number);
  return rows
    .filter((row) => row !== base)
    .map(
      (row) =>
        `${layout.name(row)} against ${layout.name(base)}: ` +
        `${changed(layout, row, base)}; ${result(layout, row, base)}.`,
    );
}

function changed({ sections, sources }: Layout, row: number, base: number): string {
  const facts = changes(
    sections.facts.filter(({ column }) => PUT_IN.has(column.key)),
    row,
    base,
  );
  const params = changes(sections.params, row, base);
  const rest = params.length - LISTED;
  const named = [...facts, ...changes(known(sources, row, base), row, base), ...params.slice(0, LISTED)];
  if (named.length === 0) return "no param differs";
  return named.join(", ") + (rest > 0 ? ` and ${rest} more ${rest === 1 ? "param" : "params"}` : "");
}

/** Of a source that both have: its version, else what its bytes say. */
function known(sources: readonly Row[], row: number, base: number): Row[] {
  const said = new Set<string>();
  return sources.filter(({ column }) => {
    const [, source = "", field] = /^(.*)\.(version|sha256)$/.exec(column.key) ?? [];
    if (!field || said.has(source) || [row, base].some((run) => missing(column, run) !== null)) return false;
    if (column.values[row] !== column.values[base]) said.add(source);
    return true;
  });
}

function result(layout: Layout, row: number, base: number): string {
  if (taskOf(layout.table, row) !== taskOf(layout.table, base)) return "another task, so neither is better";
  const measured = layout.sections.metrics.filter(
    ({ column }) => column.direction && deltaTo(column, row, base) !== undefined,
  );
  const judge = (column: string): Verdict | undefined => {
    const metric = layout.scoreOf(column);
    const verdict = metric === "" ? undefined : layout.verdict(metric, row, base);
    return verdict?.kind === "unknown" ? undefined : verdict;
  };
  // What ranks the task says more than whichever column comes first.
  const metric = measured.find(({ column }) => judge(column.key)) ?? measured[0];
  return metric ? bought(metric, row, base, judge(metric.column.key)) : "no metric in common says which is better";
}

function bought({ column }: Row, row: number, base: number, verdict: Verdict | undefined): string {
  const delta = deltaTo(column, row, base);
  const unit = column.unit ? ` ${column.unit}` : "";
  const better = (value: number): string => (value > 0 === (column.direction === "max") ? "better" : "worse");
  const signed = (value: number): string => `${value > 0 ? "+" : ""}${compact(value, 3)}${unit}`;
  const same = !delta || delta.value === 0;
  const run = same ? `${column.label} is the same` : `${column.label} ${signed(delta.value)}`;
  switch (verdict?.kind) {
    case "differs": {
      const { difference } = verdict.effect;
      return `${run}; over seeds ${signed(difference)}, ${better(difference)} (${pText(verdict.p)})`;
    }
    case "tied":
      return `${run}; over seeds no significant difference (${signed(verdict.effect.difference)}, ${pText(verdict.p)})`;
    case "few":
      return `${run}; too few seeds to tell that from chance`;
    case "same":
      return same ? run : `${run}, by the seed alone: one configuration`;
    default:
      return same ? run : `${run}, ${delta.better ? "better" : "worse"}`;
  }
}
