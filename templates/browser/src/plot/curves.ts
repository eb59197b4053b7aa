// Curves out of a data script: steps and values of each series, decoded when first asked for.
import { asNumber } from "../core/order";
import type { CurvesData, Grid, Series } from "../core/shapes";

/** One curve: x ascending (equal steps may repeat), y with NaN and ±Infinity as logged. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export class Curves {
  private readonly grids: (Float64Array | undefined)[] = [];
  private readonly byMetric = new Map<string, Series>();
  private readonly decoded = new Map<string, Curve>();

  constructor(private readonly data: CurvesData) {
    for (const series of data.series) this.byMetric.set(series.metric, series);
  }

  /** Metrics in the order in which Python wrote them. */
  get metrics(): string[] {
    return [...this.byMetric.keys()];
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

/** Steps of a grid. Curves of one run that share a grid share this very array, which makes laying them over each other free. */
export function decodeGrid(grid: Grid): Float64Array {
  if ("values" in grid) return Float64Array.from(grid.values);
  return Float64Array.from({ length: grid.n }, (_, index) => grid.start + index * grid.stride);
}

export function decodeValues(series: Series): Float64Array {
  if ("values" in series) return Float64Array.from(series.values, (value) => asNumber(value) ?? NaN);
  if ("levels" in series) return Float64Array.from(series.levels.flatMap((level, at) => Array(series.counts[at]).fill(asNumber(level) ?? NaN)));
  const text = atob(series.f4);
  const view = new DataView(new ArrayBuffer(text.length));
  for (let index = 0; index < text.length; index += 1) view.setUint8(index, text.charCodeAt(index));
  return Float64Array.from({ length: text.length >> 2 }, (_, index) => view.getFloat32(index * 4, true));
}

/** Curves as CSV in long form: metric,step,value. */
export function curvesToCsv(curves: Curves): string {
  const lines = ["metric,step,value"];
  for (const metric of curves.metrics) {
    const curve = curves.curve(metric);
    const name = csvCell(metric);
    for (let index = 0; curve && index < curve.x.length; index += 1) {
      lines.push(`${name},${curve.x[index]},${shortest(curve.y[index] as number)}`);
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}

/** The shortest decimal that is the same single-precision number: 0.1, not 0.10000000149011612. */
export function shortest(value: number): string {
  if (!Number.isFinite(value) || Math.fround(value) !== value) return String(value);
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}

/** Quoted where CSV needs it; a leading sign that a spreadsheet would run as a formula is disarmed. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
