// Exponential moving average with debiasing, as TensorBoard draws it: the first values are not pulled towards zero.

/** Smooth y with a weight in [0, 1); what is not finite stays as it is and does not enter the average. */
export function smooth(y: ArrayLike<number>, weight: number): Float64Array {
  const result = new Float64Array(y.length);
  let average = 0;
  let debias = 0;
  for (let index = 0; index < y.length; index += 1) {
    const value = y[index] as number;
    if (!Number.isFinite(value)) {
      result[index] = value;
      continue;
    }
    average = average * weight + value * (1 - weight);
    debias = debias * weight + (1 - weight);
    result[index] = average / debias;
  }
  return result;
}
