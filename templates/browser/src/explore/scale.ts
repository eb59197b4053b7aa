// Where a value stands on an axis, from 0 to 1, and back.
import { compact, ticks as tickTexts } from "../core/numbers";
import { evenSplits, placer, stepOf, valueAt } from "../core/spans";
import { moment } from "../plot/time";
import type { Field } from "./field";

export interface Tick {
  readonly at: number;
  readonly text: string;
}

export interface Scale {
  readonly kind: "linear" | "log" | "category";
  /** Place from 0 to 1; NaN for what has no place. */
  at(value: number): number;
  invert(at: number): number;
  ticks(most: number): Tick[];
}

/** Positive values that span this much are read by their orders of magnitude. */
const SPAN = 100;

export function canLog(field: Pick<Field, "levels" | "min">): boolean {
  return field.levels === null && field.min > 0;
}

export function wantsLog(field: Pick<Field, "levels" | "min" | "max" | "column">): boolean {
  return canLog(field) && field.column.kind !== "time" && field.max / field.min >= SPAN;
}

/** The scale of a field; `log` overrides what its values suggest. */
export function scaleOf(field: Field, log: boolean | null = null): Scale {
  if (field.levels) return categoryScale(field.levels);
  if (field.column.kind === "time") return linearScale(field.min, field.max, timeTexts);
  const scale =
    canLog(field) && (log ?? wantsLog(field)) ? logScale(field.min, field.max) : linearScale(field.min, field.max);
  return field.few ? { ...scale, ticks: (most) => fewTicks(scale, field.few ?? [], most) } : scale;
}

/** The values that were tried, less those too near to another to be read. */
function fewTicks(scale: Scale, values: readonly number[], most: number): Tick[] {
  const ticks: Tick[] = [];
  for (const value of [...values].reverse()) {
    const at = scale.at(value);
    const last = ticks[ticks.length - 1];
    if (!last || last.at - at >= 1 / (2.5 * most)) ticks.push({ at, text: compact(value, 3) });
  }
  return ticks;
}

export function categoryScale(levels: readonly string[]): Scale {
  const count = levels.length;
  return {
    kind: "category",
    at: (index) => (index >= 0 ? (index + 0.5) / count : NaN),
    invert: (at) => Math.min(count - 1, Math.max(0, Math.floor(at * count))),
    ticks: (most) => {
      const stride = Math.ceil(count / Math.max(1, most));
      return levels.flatMap((text, index) => (index % stride === 0 ? [{ at: (index + 0.5) / count, text }] : []));
    },
  };
}

type Texts = (values: readonly number[], step: number) => string[];

export function linearScale(min: number, max: number, texts: Texts = tickTexts): Scale {
  const place = placer(min, max, false, 0, 1);
  return {
    kind: "linear",
    at: (value) => (max === min ? 0.5 : place(value)),
    invert: (at) => valueAt(min, max, false, at),
    ticks: (most) => {
      const values = evenSplits(min, max, most);
      return texts(values, stepOf(values)).map((text, index) => ({ at: place(values[index] as number), text }));
    },
  };
}

export function logScale(min: number, max: number): Scale {
  const [low, high] = [Math.log10(min), Math.log10(max)];
  const span = high - low || 1;
  return {
    kind: "log",
    at: (value) => (value > 0 ? (Math.log10(value) - low) / span : NaN),
    invert: (at) => 10 ** (low + at * span),
    ticks: (most) => {
      const values = logValues(low, high, most);
      return values.map((value) => ({ at: (Math.log10(value) - low) / span, text: compact(value, 2) }));
    },
  };
}

function logValues(low: number, high: number, most: number): number[] {
  const tens: number[] = [];
  for (let power = Math.ceil(low - 1e-9); power <= high + 1e-9; power += 1) tens.push(power);
  const stride = Math.ceil(tens.length / Math.max(1, most));
  if (tens.length > 2 || stride > 1)
    return tens.filter((_, index) => index % stride === 0).map((power) => Number(`1e${power}`));
  const values: number[] = [];
  for (let power = Math.floor(low); power <= high; power += 1) {
    for (const factor of [1, 2, 5]) {
      const value = Number(`${factor}e${power}`);
      if (Number.isFinite(value) && Math.log10(value) >= low - 1e-9 && Math.log10(value) <= high + 1e-9)
        values.push(value);
    }
  }
  return values;
}

function timeTexts(values: readonly number[]): string[] {
  return values.map((value) => moment(value).slice(5, 16));
}
