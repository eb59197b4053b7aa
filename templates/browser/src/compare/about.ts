// What the table of runs leaves out: code, place, data sources, outputs that are no numbers (data/about.js).
import { loadData } from "../core/data";
import type { AboutData, Pooled, Texts } from "../core/shapes/about";
import type { Column } from "../core/shapes/runs";

interface Part {
  readonly title: string;
  readonly columns: readonly Column[];
}

/** Of a hash: as many as tell two of them apart. */
const DIGITS = 12;

/** A page without it compares what the table of runs holds. */
export function loadAbout(count: number): Promise<About | null> {
  return loadData("about").then(
    (data) => (isAbout(data) && data.count === count ? new About(data) : null),
    () => null,
  );
}

const COLUMNS = [
  "commit",
  "dirty",
  "script",
  "python",
  "platform",
  "packages",
  "hardware",
  "extra",
  "data",
  "outputs",
  "logged",
  "standings",
];

/** Whether it looks like what Python writes: a file may be damaged, or of another version. */
function isAbout(data: unknown): data is AboutData {
  const { count, columns } = (data ?? {}) as Partial<AboutData>;
  if (typeof count !== "number" || typeof columns !== "object" || columns === null) return false;
  const given = columns as unknown as Readonly<Record<string, Partial<Pooled<unknown>> | null | undefined>>;
  return COLUMNS.every(
    (name) =>
      Array.isArray(given[name]?.pool) && (typeof given[name]?.at === "number" || Array.isArray(given[name]?.at)),
  );
}

export class About {
  constructor(private readonly data: AboutData) {}

  get baseline(): string {
    return this.data.baseline;
  }

  /** Whether the run has a file of logged objects. */
  logged(row: number): boolean {
    return (this.of("logged", row) ?? 0) > 0;
  }

  /** Key of the data script with the configurations of the run's task. */
  standings(row: number): string {
    return this.of("standings", row) ?? "";
  }

  /** Address of a commit, "" where no repository is configured. */
  commitLink(row: number): string {
    const commit = this.of("commit", row) ?? "";
    const { commits } = this.data;
    return /^https?:\/\//.test(commits) && /^[0-9A-Za-z]+$/.test(commit) ? commits + commit : "";
  }

  /** Columns of these runs, as the table of runs might have them. */
  parts(rows: readonly number[]): Part[] {
    return [
      { title: "Outputs", columns: this.texts("outputs", rows) },
      { title: "Data", columns: this.sources(rows) },
      { title: "Code", columns: [this.commits(rows), this.single("script", "script", rows)] },
      {
        title: "Environment",
        columns: [
          this.single("python", "Python", rows),
          this.single("platform", "platform", rows),
          ...this.texts("hardware", rows),
          ...this.texts("extra", rows),
        ],
      },
      { title: "Packages", columns: this.texts("packages", rows) },
    ];
  }

  private of<K extends keyof AboutData["columns"]>(
    name: K,
    row: number,
  ): AboutData["columns"][K]["pool"][number] | undefined {
    const { pool, at } = this.data.columns[name];
    return pool[typeof at === "number" ? at : (at[row] ?? -1)];
  }

  private single(name: "script" | "python" | "platform", label: string, rows: readonly number[]): Column {
    return columnOf(`about.${name}`, label, rows, (row) => this.of(name, row));
  }

  /** The commit, and whether there was more than it: both have to be equal for the code to be. */
  private commits(rows: readonly number[]): Column {
    const said = (row: number): string | undefined => {
      const commit = this.of("commit", row);
      const dirty = this.of("dirty", row) === true;
      return commit ? commit.slice(0, 12) + (dirty ? " with uncommitted changes" : "") : undefined;
    };
    return columnOf("about.commit", "commit", rows, said);
  }

  private texts(name: "packages" | "hardware" | "extra" | "outputs", rows: readonly number[]): Column[] {
    const keys = new Set(rows.flatMap((row) => Object.keys(this.of(name, row) ?? {})));
    const sorted = name === "packages" ? [...keys].sort((a, b) => a.localeCompare(b)) : [...keys];
    return sorted.map((key) => columnOf(`about.${name}.${key}`, key, rows, (row) => own(this.of(name, row), key)));
  }

  /** Per data source what is known of it; one that came twice under a name is numbered. */
  private sources(rows: readonly number[]): Column[] {
    const byRow = new Map(rows.map((row) => [row, named(this.of("data", row) ?? [])]));
    const names = new Set([...byRow.values()].flatMap((found) => [...found.keys()]));
    return [...names].flatMap((name) =>
      ["role", "version", "sha256", "uri"].flatMap((field) => {
        const column = columnOf(
          `about.data.${name}.${field}`,
          `${name} ${field}`,
          rows,
          (row) => own(byRow.get(row)?.get(name), field),
          field === "sha256" ? DIGITS : Infinity,
        );
        return rows.some((row) => column.values[row] !== undefined && column.values[row] !== null) ? [column] : [];
      }),
    );
  }
}

function named(sources: readonly Texts[]): Map<string, Texts> {
  const found = new Map<string, Texts>();
  for (const source of sources) {
    const name = own(source, "name") ?? "data";
    let free = name;
    for (let number = 2; found.has(free); number += 1) free = `${name} (${number})`;
    found.set(free, source);
  }
  return found;
}

function own(texts: Texts | undefined, key: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, key) ? texts[key] : undefined;
}

/** Sparse: only the chosen rows hold something. */
function columnOf(
  key: string,
  label: string,
  rows: readonly number[],
  of: (row: number) => string | undefined,
  digits = Infinity,
): Column {
  const values: (string | null)[] = [];
  const text: string[] = [];
  for (const row of rows) {
    values[row] = of(row) ?? null;
    text[row] = (of(row) ?? "–").slice(0, digits);
  }
  return { key, label, group: "About", kind: "text", values, text };
}
