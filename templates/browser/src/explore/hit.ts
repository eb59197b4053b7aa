// What is under the pointer.

/** The index into `rows` of the line that passes nearest, in places from 0 to 1 between two axes; -1 for none. */
export function nearestLine(
  left: ArrayLike<number>,
  right: ArrayLike<number>,
  along: number,
  at: number,
  within: number,
): number {
  let [best, found] = [within, -1];
  for (let index = 0; index < left.length; index += 1) {
    const place = (left[index] as number) * (1 - along) + (right[index] as number) * along;
    const distance = Math.abs(place - at);
    // The last one is drawn on top: among equals it is the one that is seen.
    if (distance <= best) [best, found] = [distance, index];
  }
  return found;
}

/** The index of the point nearest to a place, in pixels; -1 for none. */
export function nearestPoint(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  atX: number,
  atY: number,
  within: number,
): number {
  let [best, found] = [within * within, -1];
  for (let index = 0; index < x.length; index += 1) {
    const distance = ((x[index] as number) - atX) ** 2 + ((y[index] as number) - atY) ** 2;
    if (distance <= best) [best, found] = [distance, index];
  }
  return found;
}
