// The data script of a run's curves (data/curves/<slug>.js).

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
  readonly n: number;
  /** Index into `times`; missing where the log has no times. */
  readonly time?: number;
  /** The metric that this one is to be drawn over. */
  readonly step_metric?: string;
} & (
  | { readonly f4: string }
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
