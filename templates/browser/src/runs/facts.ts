// What counts in averages, by the rules of the report (xreport/analysis/scores.py): read from the table once, as plain
// numbers.
import { asNumber } from "../core/order";
import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { type Codes, paired, valueCodes } from "./codes";

const SCORE = ":score";

export class Facts {
  private static readonly all = new WeakMap<RunTable, Facts>();
  private readonly measures = new Map<Column, Float64Array>();
  private readonly repeats = new WeakMap<readonly number[], Codes>();
  private seeds: Codes | null = null;

  private constructor(private readonly table: RunTable) {}

  static of(table: RunTable): Facts {
    const known = Facts.all.get(table) ?? new Facts(table);
    Facts.all.set(table, known);
    return known;
  }

  /** The number of each row that may be averaged; NaN where a row has none, or does not count. */
  measured(column: Column): Float64Array {
    const known = this.measures.get(column);
    if (known) return known;
    const score = column.key.endsWith(SCORE) ? column.key.slice(0, -SCORE.length) : null;
    const made = Float64Array.from(column.values, (raw, row) => {
      const value = asNumber(raw ?? null);
      if (value === undefined || !Number.isFinite(value)) return NaN;
      return column.group !== "Metrics" || this.counts(row, score) ? value : NaN;
    });
    this.measures.set(column, made);
    return made;
  }

  /** A finished run counts; one that failed or was killed only with a score (of that metric) that its user set. */
  counts(row: number, score: string | null): boolean {
    const status = this.table.raw("status", row);
    if (status === "finished") return true;
    if (score === null || (status !== "failed" && status !== "killed")) return false;
    return this.table.scored(row).includes(score);
  }

  /**
   * For each of the rows, in their order, the number of its seed among them: repeats of one seed are averaged first.
   */
  repeatsOf(rows: readonly number[]): Codes {
    const known = this.repeats.get(rows);
    if (known) return known;
    const made = paired(rows, { of: new Int32Array(rows.length), count: 1 }, (this.seeds ??= this.makeSeeds()));
    this.repeats.set(rows, made);
    return made;
  }

  /** Of some rows those whose curves of a metric may be averaged, each with the number of its seed. */
  membersOf(rows: readonly number[], metric: string): Member[] {
    const { of } = this.repeatsOf(rows);
    return rows.map((row, index) => ({ row, seed: of[index] as number })).filter(({ row }) => this.counts(row, metric));
  }

  /** Runs of one configuration and seed are repeats; a run without a seed stands for itself. */
  private makeSeeds(): Codes {
    const { table } = this;
    const [configuration, seed] = [table.column("fingerprint"), table.column("seed")];
    if (!seed) return { of: Int32Array.from(table.rows), count: table.count };
    const first = configuration ? valueCodes(configuration) : { of: new Int32Array(table.count), count: 1 };
    const { of, count } = paired(table.rows, first, valueCodes(seed));
    return {
      of: of.map((code, row) => (table.raw("seed", row) === null ? count + row : code)),
      count: count + table.count,
    };
  }
}

/** The rules in a sentence, wherever means of groups are shown. */
export const RULE =
  "Runs that finished count, others only by a score that was set. " +
  "Repeats of one seed are averaged first: n counts seeds.";

export interface Member {
  readonly row: number;
  readonly seed: number;
}
