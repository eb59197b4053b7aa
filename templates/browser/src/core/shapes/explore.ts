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
  /** Which way to turn it: larger, smaller, unclear, or "". */
  readonly better: string;
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
  readonly sentence: string;
  readonly why_not: string;
  readonly effects: readonly Effect[];
  readonly confounded: readonly { readonly first: string; readonly second: string; readonly text: string }[];
  readonly left_out: readonly string[];
  readonly progress: readonly ProgressStep[];
}

/** Whether it looks like what Python writes: a file may be damaged, or of another version. */
export function isExploreData(data: unknown): data is ExploreData {
  const { label, sentence, effects, confounded, left_out: leftOut, progress } = (data ?? {}) as Partial<ExploreData>;
  return (
    typeof label === "string" &&
    typeof sentence === "string" &&
    [effects, confounded, leftOut, progress].every(Array.isArray)
  );
}
