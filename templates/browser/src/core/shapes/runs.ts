// The data script of the table of runs (data/runs.js). Everything in it is untrusted text.

/** A cell as logged: what JSON cannot hold is the string "NaN", "Infinity" or "-Infinity"; null is missing. */
export type Raw = number | string | boolean | null | readonly string[];

export type Kind = "text" | "number" | "time" | "duration" | "status" | "tags" | "link" | "spark";

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly group: string;
  readonly kind: Kind;
  readonly unit?: string;
  readonly direction?: "max" | "min" | null;
  readonly shown?: boolean;
  /** Key of the column that says how sure these values are: it stands beside them, and not by itself. */
  readonly beside?: string;
  readonly values: readonly Raw[];
  /** What is displayed, made by Python; null when the values are the text. */
  readonly text: readonly string[] | null;
}

/** Cells that come again and again: each once, and which of them a row has (bytes, or two of them, in base64). */
export interface Repeated<T> {
  readonly pool: readonly T[];
  readonly at: string;
}

/** A cell of each run, as they travel. */
export type Cells<T> = readonly T[] | Repeated<T>;

/** A column as it travels: numbers of many runs as doubles in base64, texts as what makes them of the numbers. */
export interface SentColumn extends Omit<Column, "values" | "text"> {
  readonly unit: string;
  readonly direction: "max" | "min" | null;
  readonly shown: boolean;
  readonly values?: Cells<Raw>;
  readonly f8?: string;
  readonly text?: Cells<string> | null;
  readonly decimals?: number;
  readonly shortest?: boolean;
}

/** The columns of the table; and of each run what the pages alone need to know, which is no column. */
export interface RunsData {
  readonly count: number;
  /** The run's page is runs/SLUG.html. */
  readonly slugs: readonly string[];
  readonly colors: Cells<number>;
  /** Metrics whose score the user set on a run that did not finish: there, and only there, its score counts. */
  readonly scored: Cells<readonly string[]>;
  readonly columns: readonly SentColumn[];
}
