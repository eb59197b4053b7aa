// A run, as its objects are labelled with it.

export interface ObjectRun {
  readonly slug: string;
  readonly name: string;
  readonly color: number;
}
