// A stretch of an axis as terms of the query, and back: the query is the only place where a filter lives.
import { choiceOf, type Range, rangeOf, withChoice, withRange } from "../query/edit";
import type { Field } from "./field";
import type { Scale } from "./scale";

/** A range of numbers, or some categories. */
export type Brush = { readonly range: Range } | { readonly values: readonly string[] };

/** What a stretch of an axis holds, given by two places from 0 to 1 in any order. */
export function brushAt(field: Field, scale: Scale, one: number, other: number): Brush | null {
  const [low, high] = one < other ? [one, other] : [other, one];
  if (high < 0 || low > 1) return null;
  if (field.levels) return { values: field.levels.slice(scale.invert(low), scale.invert(high) + 1) };
  return { range: [low <= 0 ? field.min : scale.invert(low), high >= 1 ? field.max : scale.invert(high)] };
}

export function withBrush(query: string, field: Field, brush: Brush | null): string {
  let rest = query;
  for (const name of field.names) rest = withChoice(withRange(rest, name, null), name, null);
  if (!brush) return rest;
  if ("values" in brush) return withChoice(rest, field.query, brush.values);
  return withRange(rest, field.query, brush.range);
}

export function brushOf(query: string, field: Field): Brush | null {
  for (const name of field.names) {
    if (field.levels) {
      const values = choiceOf(query, name);
      if (values) return { values };
      continue;
    }
    const range = rangeOf(query, name);
    if (range) return { range };
  }
  return null;
}

/** The stretches of an axis that a brush covers, from 0 to 1. */
export function stretches(field: Field, scale: Scale, brush: Brush): [number, number][] {
  if ("range" in brush) {
    const place = (value: number, open: number): number => {
      const at = scale.at(Math.min(field.max, Math.max(field.min, value)));
      return Number.isFinite(at) ? at : open;
    };
    return [[place(brush.range[0], 0), place(brush.range[1], 1)]];
  }
  const levels = field.levels ?? [];
  const lower = brush.values.map((value) => value.toLowerCase());
  const found = levels.flatMap((level, index) => (lower.includes(level.toLowerCase()) ? [index] : []));
  const parts: [number, number][] = [];
  for (const index of found) {
    const last = parts[parts.length - 1];
    if (last && Math.abs(last[1] - index / levels.length) < 1e-9) last[1] = (index + 1) / levels.length;
    else parts.push([index / levels.length, (index + 1) / levels.length]);
  }
  return parts;
}
