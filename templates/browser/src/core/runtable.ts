// Runs by columns: no object per run, only row numbers into column arrays.
import { asText } from "./order";
import type { Column, Raw, RunsData } from "./shapes/runs";
import { spread, unpack } from "./unpack";

export class RunTable {
  readonly count: number;
  readonly columns: readonly Column[];
  private readonly slugs: readonly string[];
  private readonly colors: readonly number[];
  private readonly scores: readonly (readonly string[])[];
  private readonly byKey: ReadonlyMap<string, Column>;
  private readonly rowBySlug: Map<string, number> = new Map();
  private byHash: ReadonlyMap<string, number> | null = null;
  private all: readonly number[] | null = null;

  constructor(data: RunsData) {
    this.count = data.count;
    this.slugs = data.slugs;
    this.colors = spread(data.colors, data.count);
    this.scores = spread(data.scored, data.count);
    this.columns = data.columns.map((column) => unpack(column, data.count));
    this.byKey = new Map(this.columns.map((column) => [column.key, column]));
    for (let row = 0; row < this.count; row += 1) this.rowBySlug.set(this.slug(row), row);
  }

  column(key: string): Column | undefined {
    return this.byKey.get(key);
  }

  /**
   * A column by what a person would call it: its key, its label, or the name of a param or metric, its dots escaped or
   * not.
   */
  named(name: string): Column | undefined {
    return this.exactly(name) ?? (name.includes("\\.") ? this.exactly(name.replaceAll("\\.", ".")) : undefined);
  }

  private exactly(name: string): Column | undefined {
    const lower = name.toLowerCase();
    return (
      this.byKey.get(name) ??
      this.byKey.get(`params.${name}`) ??
      this.byKey.get(`${name}:score`) ??
      this.byKey.get(`${name}:best`) ??
      this.byKey.get(`${name}:last`) ??
      this.columns.find((column) => column.label.toLowerCase() === lower || column.key.toLowerCase() === lower)
    );
  }

  raw(key: string, row: number): Raw {
    return this.byKey.get(key)?.values[row] ?? null;
  }

  slug(row: number): string {
    return this.slugs[row] ?? "";
  }

  name(row: number): string {
    return asText(this.raw("name", row)) || this.slug(row);
  }

  color(row: number): number {
    return this.colors[row] ?? 0;
  }

  /** Metrics whose score counts although the run did not finish, as its user set it. */
  scored(row: number): readonly string[] {
    return this.scores[row] ?? [];
  }

  /** The run of a slug; links of older sites name runs without the hash, and runs may have got another name since. */
  row(slug: string): number | undefined {
    const known = this.rowBySlug.get(slug);
    if (known !== undefined) return known;
    this.byHash ??= oldSlugs(this.rowBySlug);
    return this.byHash.get(slug) ?? this.byHash.get(/-[0-9a-f]{10,}$/.exec(slug)?.[0] ?? slug);
  }

  /** Address of a run's page, below the site's root. */
  page(row: number): string {
    return `runs/${encodeURIComponent(this.slug(row))}.html`;
  }

  /** All rows, in the order in which Python wrote them. */
  get rows(): readonly number[] {
    return (this.all ??= Array.from({ length: this.count }, (_, row) => row));
  }
}

/** Runs by what is left of their slugs: the hash, and the name where it is the only one. */
function oldSlugs(slugs: ReadonlyMap<string, number>): Map<string, number> {
  const found = new Map<string, number>();
  const twice = new Set<string>();
  for (const [slug, row] of slugs) {
    const hash = /-[0-9a-f]{10,}$/.exec(slug)?.[0] ?? "";
    const name = slug.slice(0, slug.length - hash.length);
    if (found.has(name)) twice.add(name);
    found.set(name, row).set(hash, row);
  }
  for (const name of twice) found.delete(name);
  return found;
}

/** What a cell shows. Python made the text; a column without texts is its own text. */
export function cellText(column: Column, row: number): string {
  return column.text?.[row] ?? asText(column.values[row] ?? null);
}

/** Whether a cell holds nothing, and which nothing: the three look different. */
export function missing(column: Column, row: number): "absent" | "null" | "nan" | null {
  const raw = column.values[row] ?? null;
  if (raw === "NaN" && (isNumeric(column) || column.group === "Params")) return "nan";
  if (raw !== null) return null;
  return column.text?.[row] === "null" ? "null" : "absent";
}

export function isNumeric(column: Column): boolean {
  return column.kind === "number" || column.kind === "time" || column.kind === "duration";
}

export function tagsOf(column: Column, row: number): string[] {
  const raw = column.values[row] ?? null;
  if (raw === null) return [];
  const tags = typeof raw === "object" ? [...raw] : String(raw).split(",");
  return tags.map((tag) => tag.trim()).filter(Boolean);
}
