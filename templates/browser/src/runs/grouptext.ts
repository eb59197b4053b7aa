// What the table says of a group's runs in one of its columns, as text: on screen, on paper and in what is taken away.

import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { writeDistance, writeNumber } from "./format";
import { type Aggregate, aggregate, common } from "./groups";
import type { Stat } from "./state";

/** Of settings, seeds and moments a mean says nothing: from where to where they go does. */
export function isAveraged(column: Column): boolean {
  return column.group === "Metrics" || column.kind === "duration";
}

export function spanText(column: Column, { min, max }: Pick<Aggregate, "min" | "max">): string {
  const [low, high] = [writeNumber(column, min), writeNumber(column, max)];
  return low === high ? low : `${low} … ${high}`;
}

/** The number, and half of its interval where there is one. */
export function statParts(stat: Stat, column: Column, numbers: Aggregate): readonly [main: string, half: string] {
  if (stat === "n") return [String(numbers.n), ""];
  if (stat === "range") return [spanText(column, numbers), ""];
  const half = numbers.high === null ? 0 : numbers.high - numbers.mean;
  return [writeNumber(column, numbers.mean), half > 0 ? ` ± ${writeDistance(column, half)}` : ""];
}

export function groupText(table: RunTable, column: Column, rows: readonly number[], stat: Stat): string {
  const numbers = aggregate(table, column, rows);
  if (!numbers) return common(column, rows) || "–";
  return isAveraged(column) ? statParts(stat, column, numbers).join("") : spanText(column, numbers);
}
