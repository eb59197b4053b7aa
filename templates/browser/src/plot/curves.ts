// Curves out of a data script: steps and values of each series, decoded when first asked for.
import { asNumber } from "../core/order";
import type { CurvesData, Grid, Series } from "../core/shapes/curves";
import { axisMetric, isEpochLike, metricAxis, moved, RELATIVE, STEP, sortAxes, valuesAt, WALL } from "./axis";
import type { Curve } from "./curve";

export class Curves {
  private readonly grids: (Float64Array | undefined)[] = [];
  private readonly byMetric = new Map<string, Series>();
  private readonly decoded = new Map<string, Curve>();

  /** Raises a TypeError for data of another shape: a file may be damaged, or of another version. */
  constructor(private readonly data: CurvesData) {
    if (!Array.isArray(data?.grids) || !Array.isArray(data.series) || !data.series.every(isSeries))
      throw new TypeError("these are no curves");
    for (const series of data.series) this.byMetric.set(series.metric, series);
  }

  /** Metrics in the order in which Python wrote them. */
  get metrics(): string[] {
    return [...this.byMetric.keys()];
  }

  /** Axes that these curves can be drawn over besides the step: times, and metrics that grow. */
  axes(): string[] {
    const times = (this.data.times ?? []).length > 0 ? [RELATIVE, WALL] : [];
    const growing = this.metrics.filter((metric) => isEpochLike(this.curve(metric) as Curve));
    return [...times, ...sortAxes(growing).map(metricAxis)];
  }

  /** The axis that a metric is to be drawn over unless the reader says otherwise. */
  defaultAxis(metric: string): string {
    const wanted = this.byMetric.get(metric)?.step_metric;
    return wanted !== undefined && wanted !== metric && this.byMetric.has(wanted) ? metricAxis(wanted) : STEP;
  }

  /** A metric over an axis; undefined where the run logged nothing to draw it over. */
  over(metric: string, axis: string): Curve | undefined {
    if (axis === STEP) return this.curve(metric);
    const key = `${axis}\n${metric}`;
    const known = this.decoded.get(key);
    const curve = known ?? this.move(metric, axis);
    if (curve) this.decoded.set(key, curve);
    return curve;
  }

  private move(metric: string, axis: string): Curve | undefined {
    const curve = this.curve(metric);
    const series = this.byMetric.get(metric);
    if (!curve || !series) return undefined;
    const over = axisMetric(axis);
    const other = over === undefined ? undefined : this.curve(over);
    const x =
      over === undefined ? this.times(series, curve.x.length, axis === WALL) : other && valuesAt(other, curve.x);
    const result = x && moved(curve, x);
    return result && result.x.length > 0 ? result : undefined;
  }

  private times(series: Series, size: number, wall: boolean): Float64Array | undefined {
    const times = series.time === undefined ? undefined : this.data.times?.[series.time];
    if (!times) return undefined;
    const shift = wall ? (this.data.start ?? NaN) : 0;
    const positions = Float64Array.from({ length: size }, (_, index) => index);
    return valuesAt({ x: times.at, y: times.s }, positions).map((seconds) => seconds + shift);
  }

  curve(metric: string): Curve | undefined {
    const known = this.decoded.get(metric);
    const series = this.byMetric.get(metric);
    if (known || !series) return known;
    const y = decodeValues(series);
    const x = this.steps(series.grid).subarray(0, y.length);
    const curve = { x, y: y.subarray(0, x.length) };
    this.decoded.set(metric, curve);
    return curve;
  }

  private steps(index: number): Float64Array {
    const known = this.grids[index];
    if (known) return known;
    const grid = this.data.grids[index];
    const steps = grid ? decodeGrid(grid) : new Float64Array(0);
    this.grids[index] = steps;
    return steps;
  }
}

function isSeries(series: Partial<Record<string, unknown>> | null): boolean {
  if (typeof series?.metric !== "string" || typeof series.grid !== "number") return false;
  return (
    typeof series.f4 === "string" ||
    Array.isArray(series.values) ||
    (Array.isArray(series.levels) && Array.isArray(series.counts))
  );
}

/**
 * Steps of a grid. Curves of one run that share a grid share this very array, which makes laying them over each other
 * free.
 */
export function decodeGrid(grid: Grid): Float64Array {
  if ("values" in grid) return Float64Array.from(grid.values);
  // Loops here and below: `from` with a function is several times slower, and a page waits for its first chart.
  const steps = new Float64Array(grid.n);
  for (let index = 0; index < grid.n; index += 1) steps[index] = grid.start + index * grid.stride;
  return steps;
}

export function decodeValues(series: Series): Float64Array {
  if ("values" in series) return Float64Array.from(series.values, (value) => asNumber(value) ?? NaN);
  if ("levels" in series)
    return Float64Array.from(
      series.levels.flatMap((level, at) => new Array(series.counts[at]).fill(asNumber(level) ?? NaN)),
    );
  const text = atob(series.f4);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  const view = new DataView(bytes.buffer);
  const values = new Float64Array(text.length >> 2);
  for (let index = 0; index < values.length; index += 1) values[index] = view.getFloat32(index * 4, true);
  return values;
}
