// "What changed and what it bought", as a sentence for each run.
import { compact } from "../core/numbers";
import { changes, deltaTo, type Row, type Sections } from "./diff";
import { pText, type Verdict } from "./standings";

const LISTED = 3;

/** What seeds say of a run against another by the score in a column; undefined where they say nothing. */
export type Judge = (column: string, row: number, base: number) => Verdict | undefined;

/** Who knows what runs are called. */
export interface Names {
  name(row: number): string;
}

/** Measured against the baseline, or against the first. */
export function outcome(names: Names, sections: Sections, rows: readonly number[], pinned: number | undefined): string {
  return outcomes(names, sections, rows, pinned)[0] ?? "";
}

/** One sentence for each run but the one that it is measured against. */
export function outcomes(names: Names, sections: Sections, rows: readonly number[], pinned: number | undefined, judge: Judge = () => undefined): string[] {
  const base = pinned !== undefined && rows.includes(pinned) ? pinned : (rows[0] as number);
  const others = rows.filter((row) => row !== base);
  return others.map((row) => {
    const changed = changes(sections.params, row, base);
    const rest = changed.length - LISTED;
    const listed = changed.slice(0, LISTED).join(", ") + (rest > 0 ? ` and ${rest} more ${rest === 1 ? "param" : "params"}` : "");
    const head = `${names.name(row)} against ${names.name(base)}: ${changed.length ? listed : "no param differs"}`;
    const measured = sections.metrics.filter(({ column }) => column.direction && deltaTo(column, row, base) !== undefined);
    // What ranks the task says more than whichever column comes first.
    const metric = measured.find(({ column }) => judge(column.key, row, base)) ?? measured[0];
    return metric ? `${head}; ${bought(metric, row, base, judge(metric.column.key, row, base))}.` : `${head}; no metric in common says which is better.`;
  });
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
