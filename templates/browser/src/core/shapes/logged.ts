// The data script of a run's logged objects (data/logged/<slug>.js). Everything in it is untrusted text.
import type { Raw } from "./runs";

/** A number as JSON holds it: what is not finite is a string. */
export type Num = number | string | null;

interface At {
  readonly step: number | null;
}

export interface MediaEntry extends At {
  readonly href: string;
  readonly caption: string;
}

export interface TableEntry extends At {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Raw[])[];
  /** Rows of the whole table, where some were left out. */
  readonly count?: number;
}

export interface HistogramEntry extends At {
  readonly edges: readonly Num[];
  readonly counts: readonly Num[];
}

export interface CurveEntry extends At {
  readonly x_label: string;
  readonly y_label: string;
  readonly lines: readonly {
    readonly name: string;
    readonly x: readonly Num[];
    readonly y: readonly Num[];
    readonly area: Num;
  }[];
}

export interface ConfusionEntry extends At {
  readonly labels: readonly string[];
  readonly counts: readonly (readonly Num[])[];
}

export interface TextEntry extends At {
  readonly text: string;
}

export type Item =
  | { readonly key: string; readonly kind: "image" | "audio"; readonly steps: readonly MediaEntry[] }
  | { readonly key: string; readonly kind: "table"; readonly steps: readonly TableEntry[] }
  | { readonly key: string; readonly kind: "histogram"; readonly steps: readonly HistogramEntry[] }
  | { readonly key: string; readonly kind: "curve"; readonly curve: string; readonly steps: readonly CurveEntry[] }
  | { readonly key: string; readonly kind: "confusion"; readonly steps: readonly ConfusionEntry[] }
  | { readonly key: string; readonly kind: "text"; readonly steps: readonly TextEntry[] };

export interface LoggedData {
  readonly items: readonly Item[];
}

/** Whether it looks like what Python writes: a file may be damaged, or of another version. */
export function isLogged(data: unknown): data is LoggedData {
  const { items } = (data ?? {}) as Partial<LoggedData>;
  return Array.isArray(items) && items.every((item) => typeof item?.key === "string" && Array.isArray(item.steps));
}
