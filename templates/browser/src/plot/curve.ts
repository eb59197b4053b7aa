// One curve, as all of a chart knows it.

/** One curve: x ascending (equal steps may repeat), y with NaN and ±Infinity as logged. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}
