// Curves as CSV.
import { csvCell } from "../core/csv";
import type { Curve } from "./curve";
import type { Curves } from "./curves";
import type { Band } from "./model";
import { type Extent, lowerBound, upperBound } from "./view";

/** Curves of a run in long form: metric,step,value. */
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

interface CsvLine {
  readonly label: string;
  readonly raw: Curve;
  readonly smoothed?: Curve | undefined;
  readonly band?: Band | undefined;
}

/** Every value of the lines of a chart between two x, in long form; with an average or an interval, those beside it. */
export function chartToCsv(
  lines: readonly CsvLine[],
  axis: string,
  title: string,
  view: Extent = [-Infinity, Infinity],
): string {
  const smoothed = lines.some((line) => line.smoothed);
  const banded = lines.some((line) => line.band);
  const counted = lines.some((line) => line.band?.n);
  const rows = [
    [
      "line",
      axis,
      title,
      ...(smoothed ? ["smoothed"] : []),
      ...(banded ? ["low", "high"] : []),
      ...(counted ? ["n"] : []),
    ]
      .map(csvCell)
      .join(","),
  ];
  for (const line of lines) {
    const name = csvCell(line.label);
    const { x, y } = line.raw;
    for (let index = lowerBound(x, view[0]), end = upperBound(x, view[1]); index < end; index += 1) {
      const average = line.smoothed ? `,${shortest(line.smoothed.y[index] as number)}` : smoothed ? "," : "";
      const limits = banded ? `,${limitsAt(line.band, x[index] as number, counted)}` : "";
      rows.push(`${name},${x[index]},${shortest(y[index] as number)}${average}${limits}`);
    }
  }
  return `${rows.join("\r\n")}\r\n`;
}

function limitsAt(band: Band | undefined, x: number, counted: boolean): string {
  const at = band ? upperBound(band.x, x) - 1 : -1;
  const found = band && at >= 0 && band.x[at] === x ? [band.low[at], band.high[at], band.n?.[at]] : [];
  const cells = [0, 1, 2]
    .map((place) => found[place])
    .map((value) => (value !== undefined && Number.isFinite(value) ? shortest(value) : ""));
  return cells.slice(0, counted ? 3 : 2).join(",");
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
