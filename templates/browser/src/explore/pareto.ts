// The Pareto front: runs that no other run beats in one metric without being worse in the other.

export type Direction = "max" | "min";

/** Indices of the front in the order of x, the best first; ties in both belong to it together. */
export function paretoFront(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  better: readonly [Direction, Direction],
): number[] {
  const [signX, signY] = better.map((direction) => (direction === "min" ? 1 : -1)) as [number, number];
  const indices: number[] = [];
  for (let index = 0; index < x.length; index += 1) {
    if (Number.isFinite(x[index] as number) && Number.isFinite(y[index] as number)) indices.push(index);
  }
  const costX = (index: number): number => signX * (x[index] as number);
  const costY = (index: number): number => signY * (y[index] as number);
  indices.sort((a, b) => costX(a) - costX(b) || costY(a) - costY(b));
  const front: number[] = [];
  for (const index of indices) {
    const last = front[front.length - 1];
    const tied = last !== undefined && costX(last) === costX(index) && costY(last) === costY(index);
    if (last === undefined || tied || costY(index) < costY(last)) front.push(index);
  }
  return front;
}

/** Corners of the step line through the front: what is on its far side is beaten by some member. */
export function frontSteps(front: readonly (readonly [number, number])[]): [number, number][] {
  const steps: [number, number][] = [];
  for (const [x, y] of front) {
    const last = steps[steps.length - 1];
    // The trade-off that is certain between two members is the worse of both: along x first, then along y.
    if (last) steps.push([x, last[1]]);
    steps.push([x, y]);
  }
  return steps;
}
