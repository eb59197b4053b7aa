// Numbers that the browser computes, written as the column around them is.
import { compact } from "../core/numbers";
import { asNumber } from "../core/order";
import type { Column } from "../core/shapes/runs";
import { written } from "../core/unpack";

const SAMPLE = 300;
const decimalsOf = new WeakMap<Column, number | null>();

/** Decimals of a column's texts; null where they have none in common, as powers of ten. */
function decimals(column: Column): number | null {
  const known = decimalsOf.get(column);
  if (known !== undefined) return known;
  const counts = new Map<number, number>();
  const texts = column.text?.slice(0, SAMPLE) ?? [];
  for (const text of texts) {
    const parts = /^−?\d+(?:\.(\d+))?$/.exec(text);
    const found = parts ? (parts[1]?.length ?? 0) : text.includes("e") ? -1 : undefined;
    if (found !== undefined) counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  const whole = column.values.slice(0, SAMPLE).every((raw) => raw === null || Number.isInteger(raw));
  const result = most === undefined || most[0] < 0 || whole ? null : most[0];
  decimalsOf.set(column, result);
  return result;
}

export function writeNumber(column: Column, value: number): string {
  if (column.kind === "duration") return duration(value);
  if (column.kind === "time") return new Date(value * 1000).toISOString().slice(0, 16).replace("T", " ");
  const places = decimals(column);
  return places === null || !Number.isFinite(value) ? compact(value, 4) : written(value, places);
}

/** Half of an interval, or a distance: with one digit more where all of the column's would be zeros. */
export function writeDistance(column: Column, value: number): string {
  const text = writeNumber(column, value);
  return value !== 0 && !/[1-9]/.test(text) ? compact(value, 2) : text;
}

export function writeSigned(column: Column, value: number): string {
  return value === 0 ? "±0" : `${value < 0 ? "−" : "+"}${writeDistance(column, Math.abs(value))}`;
}

const UNITS: readonly (readonly [string, number])[] = [
  ["d", 86400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** Seconds as people say them, as xreport/text/times.py does. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 0) return `−${duration(-seconds)}`;
  if (seconds < 10)
    return seconds >= 0.05 || seconds === 0
      ? `${seconds.toFixed(1).replace(/\.0$/, "")} s`
      : `${(seconds * 1000).toFixed(0)} ms`;
  const whole = Math.round(seconds);
  const at = UNITS.findIndex(([, size]) => whole >= size);
  const [name, size] = UNITS[at] as readonly [string, number];
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((whole % size) / next[1]) : 0;
  return `${Math.floor(whole / size)} ${name}${rest && next ? ` ${rest} ${next[0]}` : ""}`;
}

/**
 * How far a run is from another in a column of numbers, and whether that is better; undefined where there is no
 * distance.
 */
export function delta(
  column: Column,
  row: number,
  base: number,
): { value: number; better: boolean | null } | undefined {
  if (row === base || column.kind === "time" || column.kind === "spark") return undefined;
  const [have, other] = [asNumber(column.values[row] ?? null), asNumber(column.values[base] ?? null)];
  if (have === undefined || other === undefined || !Number.isFinite(have - other)) return undefined;
  const value = have - other;
  return { value, better: !column.direction || value === 0 ? null : value > 0 === (column.direction === "max") };
}
