// The shapes of the data scripts that Python writes. Everything in them is untrusted text.

/** A cell as logged: what JSON cannot hold is the string "NaN", "Infinity" or "-Infinity"; null is missing. */
export type Raw = number | string | boolean | null | readonly string[];

export type Kind = "text" | "number" | "time" | "duration" | "status" | "tags" | "link" | "spark";

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly kind: Kind;
  readonly unit?: string | null;
  readonly direction?: "max" | "min" | null;
  readonly shown?: boolean;
  readonly values: readonly Raw[];
  /** What is displayed, made by Python; null when the values are the text. */
  readonly text: readonly string[] | null;
}

/** Cells that come again and again: each once, and which of them a row has (bytes, or two of them, in base64). */
export interface Repeated<T> {
  readonly pool: readonly T[];
  readonly at: string;
}

/** A column as it travels: numbers of many runs as doubles in base64, texts as what makes them of the numbers. */
export interface SentColumn extends Omit<Column, "values" | "text"> {
  readonly values?: readonly Raw[] | Repeated<Raw>;
  readonly f8?: string;
  readonly text?: readonly string[] | Repeated<string> | null;
  readonly decimals?: number;
  readonly shortest?: boolean;
}

export interface RunsData {
  readonly count: number;
  readonly columns: readonly SentColumn[];
}

export type Grid =
  | { readonly n: number; readonly start: number; readonly stride: number }
  | { readonly n: number; readonly values: readonly number[] };

/** Seconds since `start` at some positions of a grid; between them time passes evenly, as far as a chart can show. */
export interface Times {
  readonly at: readonly number[];
  readonly s: readonly number[];
}

export type Series = {
  readonly metric: string;
  readonly grid: number;
  /** Index into `times`; missing where the log has no times. */
  readonly time?: number;
  /** The metric that this one is to be drawn over. */
  readonly step_metric?: string;
} & (
  | { readonly n: number; readonly f4: string }
  | { readonly values: readonly (number | string | null)[] }
  | { readonly levels: readonly (number | string | null)[]; readonly counts: readonly number[] }
);

export interface CurvesData {
  /** Unix seconds of the first value of the run. */
  readonly start?: number;
  readonly times?: readonly Times[];
  readonly grids: readonly Grid[];
  readonly series: readonly Series[];
}

export interface SearchEntry {
  /** Title, address below the site's root, kind, and further words (tags, params). */
  readonly t: string;
  readonly u: string;
  readonly k: string;
  readonly x: string;
}

/** `data/places/<shard>.js`: where the runs of a shard stand, by their slugs. */
export interface PlacesData {
  readonly runs: Readonly<Record<string, RunPlace>>;
}

export interface RunPlace {
  readonly slug: string;
  readonly color: number;
  readonly ranks: readonly Rank[];
}

/** Where the configuration of a run stands by one metric, in words. */
export interface Rank {
  readonly metric: string;
  readonly place: string;
  readonly note: string;
}

/** `data/changes/<shard>.js`: what differs from the runs that others are measured against, and who used whose files. */
export interface ChangesData {
  readonly runs: Readonly<Record<string, RunChanges>>;
}

export interface RunChanges {
  readonly differences: readonly RunDifference[];
  readonly artifacts: readonly ArtifactRelation[];
}

export interface RunDifference {
  readonly name: string;
  readonly slug: string;
  readonly sentence: string;
  readonly changes: readonly Change[];
  /** Changes that are not listed. */
  readonly more: number;
}

export interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Other runs that made or used an artifact; `at` is its row on the page. */
export interface ArtifactRelation {
  readonly at: number;
  readonly relation: string;
  readonly runs: readonly (readonly [name: string, slug: string])[];
  readonly more: number;
}
