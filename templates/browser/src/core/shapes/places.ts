/** `data/places/<shard>.js`: where the runs of a shard stand, by their slugs. */
export interface PlacesData {
  readonly runs: Readonly<Record<string, RunPlace>>;
  /** Whether deeper shards tell of the runs: there are too many for one. */
  readonly deeper: boolean;
}

export interface RunPlace {
  readonly slug: string;
  readonly color: number;
  readonly ranks: readonly Rank[];
}

/** Where the configuration of a run stands by one metric, which the key names, in words. */
export interface Rank {
  readonly key: string;
  readonly place: string;
  readonly note: string;
}
