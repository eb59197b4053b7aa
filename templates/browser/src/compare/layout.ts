// What the sheet of a comparison holds, before it is drawn as a table or written as Markdown. Pure.

import { distinctNames } from "../core/names";
import { compact } from "../core/numbers";
import { asText } from "../core/order";
import { cellText, missing, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import type { About } from "./about";
import { compareColumns, compareRuns, deltaTo, type Row, type Sections, taskOf } from "./diff";
import { type Configuration, meanText, pText, type Standings, type Verdict } from "./standings";
import { treeOf } from "./tree";

export type Entry =
  | { readonly kind: "branch"; readonly name: string; readonly depth: number }
  | { readonly kind: "row"; readonly name: string; readonly depth: number; readonly row: Row }
  /** Means of the runs' configurations, under the score that they are means of. */
  | { readonly kind: "means"; readonly name: string; readonly depth: number; readonly metric: string };

export interface Part {
  readonly title: string;
  readonly entries: readonly Entry[];
  /** Why some rows are not shown, "" if all are. */
  readonly note: string;
}

export interface Cell {
  readonly text: string;
  readonly nothing: "absent" | "null" | "nan" | null;
  readonly best?: boolean;
  readonly status?: boolean;
  readonly href?: string;
  readonly title?: string;
  /** Difference to the baseline; `better` is left open where chance may have made it. */
  readonly delta?: { readonly text: string; readonly better?: boolean; readonly title?: string };
  /** A second line. */
  readonly note?: string;
}

export class Layout {
  readonly sections: Sections;
  private readonly names: ReadonlyMap<number, string>;
  private readonly verdicts = new Map<string, ReadonlyMap<string, Verdict>>();

  /** `rows` in the order shown; `base` is one of them. */
  constructor(
    readonly table: RunTable,
    readonly rows: readonly number[],
    readonly base: number | undefined,
    private readonly about: About | null,
    readonly standings: Standings,
  ) {
    this.sections = compareRuns(table, rows);
    this.names = distinctNames(table, rows);
  }

  /** What is known of data sources. */
  get sources(): readonly Row[] {
    const found = this.about?.parts(this.rows).find(({ title }) => title === "Data")?.columns ?? [];
    return compareColumns(found, this.rows);
  }

  parts(everything: boolean): Part[] {
    const all = everything || this.rows.length < 2; // one run differs from nothing
    const { params, facts } = this.sections;
    const beside = new Set(this.sections.metrics.map(({ column }) => column.beside));
    const metrics = this.sections.metrics.filter(({ column }) => !beside.has(column.key));
    const same = "the same in all";
    const parts = [
      this.part(
        "Metrics",
        metrics,
        all ? metrics : metrics.filter((row) => row.comparable),
        "logged by one run only or telling nothing apart",
      ),
      this.part("Params", params, all ? params : params.filter((row) => row.differs), same),
      this.part("Run", facts, all ? facts : facts.filter((row) => row.differs), same),
    ];
    for (const { title, columns } of this.about?.parts(this.rows) ?? []) {
      const rows = compareColumns(columns, this.rows);
      parts.push(this.part(title, rows, all ? rows : rows.filter((row) => row.differs), same));
    }
    return parts.filter(({ entries, note }) => entries.length > 0 || note !== "");
  }

  private part(title: string, rows: readonly Row[], shown: readonly Row[], why: string): Part {
    const hidden = rows.length - shown.length;
    const note = hidden > 0 ? `${hidden} ${why}, not shown` : "";
    if (title === "Params")
      return {
        title,
        note,
        entries: treeOf(shown, ({ column }) => column.label).map((item) =>
          item.kind === "branch" ? item : { kind: "row", name: item.name, depth: item.depth, row: item.item },
        ),
      };
    return {
      title,
      note,
      entries: shown.flatMap((row) => [
        { kind: "row", name: row.column.label, depth: 0, row } as const,
        ...this.means(row),
      ]),
    };
  }

  private means({ column }: Row): Entry[] {
    const metric = this.scoreOf(column.key);
    if (!this.hasMeans(metric)) return [];
    return [{ kind: "means", name: "mean of its configuration", depth: 1, metric }];
  }

  /**
   * Whether some run here has a configuration of several seeds: then their mean is what is best or not, no single draw.
   */
  private hasMeans(metric: string): boolean {
    return this.standings.has(metric) && this.rows.some((row) => (this.configuration(metric, row)?.n ?? 0) > 1);
  }

  /** Whether a run's configuration has the best mean of its task here, or one that is not significantly worse. */
  private leads(metric: string, run: number): boolean {
    const direction = this.directionOf(metric);
    const task = taskOf(this.table, run);
    const rivals = this.rows.filter(
      (row) => taskOf(this.table, row) === task && this.configuration(metric, row) !== undefined,
    );
    if (!direction || new Set(rivals.map((row) => this.fingerprint(row))).size < 2) return false;
    const mean = (row: number): number =>
      (this.configuration(metric, row)?.mean ?? NaN) * (direction === "max" ? 1 : -1);
    const best = rivals.reduce((first, row) => (mean(row) > mean(first) ? row : first));
    return ["same", "tied"].includes(this.verdict(metric, run, best).kind);
  }

  private directionOf(metric: string): Column["direction"] {
    return (this.table.column(`${metric}:score`) ?? this.table.column(`${metric}:last`))?.direction;
  }

  /** The metric that ranks a task by this column, "" for none: the score that was set, or the last value. */
  scoreOf(key: string): string {
    const metric = key.replace(/:(?:score|last)$/, "");
    const scored = this.table.column(`${metric}:score`) ? `${metric}:score` : `${metric}:last`;
    return key === scored && this.standings.has(metric) ? metric : "";
  }

  /** What a run goes by here: no two by the same. */
  name(row: number): string {
    return this.names.get(row) ?? this.table.name(row);
  }

  fingerprint(row: number): string {
    return asText(this.table.raw("fingerprint", row));
  }

  configuration(metric: string, row: number): Configuration | undefined {
    return this.standings.of(metric, this.fingerprint(row));
  }

  /** What can be said of a run's configuration against another run's. */
  verdict(metric: string, row: number, base: number): Verdict {
    const name = `${metric}\n${base}`;
    const known =
      this.verdicts.get(name) ??
      this.standings.against(
        metric,
        this.fingerprint(base),
        this.rows.map((one) => this.fingerprint(one)),
      );
    this.verdicts.set(name, known);
    return known.get(this.fingerprint(row)) ?? { kind: "unknown" };
  }

  cell(entry: Entry, run: number): Cell {
    if (entry.kind === "branch") return { text: "", nothing: null };
    return entry.kind === "means" ? this.meanCell(entry.metric, run) : this.valueCell(entry.row, run);
  }

  private valueCell({ column, best }: Row, run: number): Cell {
    const nothing = missing(column, run);
    const text = cellText(column, run) || (nothing ?? "");
    if (nothing) return { text: nothing === "absent" ? "–" : text, nothing };
    const href = column.key === "about.commit" ? (this.about?.commitLink(run) ?? "") : "";
    const delta = column.group === "Metrics" ? this.delta({ column, best } as Row, run) : undefined;
    const leads = best.has(this.rows.indexOf(run)) && !this.hasMeans(nameOf(column));
    const spread = column.beside === undefined ? undefined : this.table.column(column.beside);
    const sure =
      spread && !missing(spread, run)
        ? { text: `${text} ± ${cellText(spread, run)}`, title: `± ${spread.label}` }
        : { text };
    return {
      ...sure,
      nothing,
      best: leads,
      status: column.kind === "status",
      ...(href ? { href } : {}),
      ...(delta ? { delta } : {}),
    };
  }

  private delta({ column }: Row, run: number): Cell["delta"] {
    const found = this.base === undefined ? undefined : deltaTo(column, run, this.base);
    if (!found || found.value === 0 || this.base === undefined) return undefined;
    const text = (found.value > 0 ? "+" : "") + compact(found.value, 3);
    if (taskOf(this.table, run) !== taskOf(this.table, this.base))
      return { text, title: "runs of two tasks: neither is better" };
    const metric = nameOf(column);
    const verdict = this.standings.has(metric) ? this.verdict(metric, run, this.base) : undefined;
    const chance = verdict && verdict.kind !== "differs" && verdict.kind !== "unknown";
    if (chance) return { text, title: CHANCE[verdict.kind] };
    const against = verdict?.kind === "differs" && verdict.effect.difference > 0 !== found.value > 0;
    if (against) return { text, title: "by chance: over their seeds the configurations differ the other way" };
    return { text, ...(found.better === undefined ? {} : { better: found.better }) };
  }

  private meanCell(metric: string, run: number): Cell {
    const found = this.configuration(metric, run);
    if (!found) return { text: "–", nothing: "absent", title: "no finished run of this configuration has a score" };
    const text = meanText(found);
    const seeds = found.n === 1 ? "one seed" : `${found.n} seeds`;
    const href = `replicates.html#${found.slug}`;
    const title = found.low === null ? "one seed has no interval" : "mean over seeds, 95 % confidence interval";
    const told: Cell = { text, nothing: null, best: this.leads(metric, run), href, title };
    if (this.base === undefined || run === this.base) return { ...told, note: seeds };
    const verdict = this.verdict(metric, run, this.base);
    const note = `${seeds}; ${verdictText(verdict)}`;
    if (verdict.kind !== "differs") return { ...told, note };
    const { difference } = verdict.effect;
    const direction = this.directionOf(metric);
    const better = direction ? difference > 0 === (direction === "max") : undefined;
    return {
      ...told,
      note,
      delta: {
        text: (difference > 0 ? "+" : "") + compact(difference, 3),
        ...(better === undefined ? {} : { better }),
      },
    };
  }
}

/** The metric that a column sums up. */
function nameOf({ key }: Column): string {
  return key.replace(/:[a-z_]+$/, "");
}

const CHANCE: Record<"same" | "few" | "tied", string> = {
  same: "the same configuration: seeds make this difference",
  few: "not enough seeds to tell this from chance",
  tied: "over their seeds the two configurations do not differ significantly",
};

function verdictText(verdict: Verdict): string {
  switch (verdict.kind) {
    case "same":
      return "the baseline's configuration";
    case "few":
      return "not enough seeds to compare";
    case "unknown":
      return "not compared with the baseline's";
    case "tied":
      return `no significant difference, ${pText(verdict.p)}`;
    case "differs":
      return `significant, ${pText(verdict.p)}`;
  }
}
