// The data script of a task's configurations (data/standings/<task>.js).

export type Num = number | null;

export interface StandingsData {
  readonly task: string;
  readonly alpha: number;
  readonly metrics: readonly {
    readonly name: string;
    readonly label: string;
    readonly unit: string;
    readonly direction: "max" | "min";
    readonly configurations: readonly (readonly [
      fingerprint: string,
      slug: string,
      n: number,
      mean: number,
      low: Num,
      high: Num,
    ])[];
    /** Places of two configurations, the first minus the second, its interval, the p-value (null: not enough seeds). */
    readonly pairs: readonly (readonly [a: number, b: number, difference: number, low: Num, high: Num, p: Num])[];
  }[];
}
