// The data script of an explored task, as Python writes it.

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly text: string;
  readonly range: string;
}

export interface Effect {
  readonly name: string;
  readonly levels: number;
  readonly n: number;
  readonly importance: Interval | null;
  readonly correlation: Interval | null;
}

/** Slug, runs ended by then, hours they took together, score, best so far. */
export type ProgressStep = readonly [slug: string, runs: number, hours: number, score: number, best: number];

export interface ExploreData {
  readonly metric: string;
  readonly label: string;
  readonly unit: string;
  readonly direction: "max" | "min";
  readonly configurations: number;
  readonly used: number;
  readonly explained: Interval | null;
  readonly why_not: string;
  readonly effects: readonly Effect[];
  readonly confounded: readonly { readonly first: string; readonly second: string; readonly text: string }[];
  readonly left_out: readonly string[];
  readonly progress: readonly ProgressStep[];
}
