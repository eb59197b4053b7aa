/** `data/changes/<shard>.js`: what differs from the runs that others are measured against, and who used whose files. */
export interface ChangesData {
  readonly runs: Readonly<Record<string, RunChanges>>;
  /** Whether deeper shards tell of the runs: there are too many for one. */
  readonly deeper: boolean;
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

interface Change {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Other runs that made or used an artifact; `at` is its row on the page. */
interface ArtifactRelation {
  readonly at: number;
  readonly relation: string;
  readonly runs: readonly (readonly [name: string, slug: string])[];
  readonly more: number;
}
