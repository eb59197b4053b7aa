// The data script of what the table of runs leaves out (data/about.js).

export type Texts = Readonly<Record<string, string>>;

export interface Pooled<T> {
  readonly pool: readonly T[];
  /** Place in the pool for each run, one for all if they agree; -1 is not logged. */
  readonly at: number | readonly number[];
}

export interface AboutData {
  readonly count: number;
  /** What the hash of a commit is put behind; "" without a repository. */
  readonly commits: string;
  /** Slug of the configured baseline, "" for none. */
  readonly baseline: string;
  readonly columns: {
    readonly commit: Pooled<string>;
    readonly dirty: Pooled<boolean>;
    readonly script: Pooled<string>;
    readonly python: Pooled<string>;
    readonly platform: Pooled<string>;
    readonly packages: Pooled<Texts>;
    readonly hardware: Pooled<Texts>;
    readonly extra: Pooled<Texts>;
    readonly data: Pooled<readonly Texts[]>;
    readonly outputs: Pooled<Texts>;
    readonly logged: Pooled<number>;
    readonly standings: Pooled<string>;
  };
}
