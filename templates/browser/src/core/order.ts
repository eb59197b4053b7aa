// One order of cells for every table: numbers as numbers, texts by locale with numbers inside them, NaN after, missing
// last.
import type { Raw } from "./shapes/runs";

// biome-ignore lint/suspicious/noConstEnum: the bundler writes its numbers, and no object
const enum Rank {
  Value,
  NotANumber,
  Missing,
}

let collator: Intl.Collator | undefined;

/** The order of two texts, numbers inside them as numbers. Made when first asked for: that costs a page 15 ms. */
export function collate(one: string, other: string): number {
  collator ??= new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  return collator.compare(one, other);
}

/** A logged cell as a number; undefined where it is none. */
export function asNumber(raw: Raw): number | undefined {
  if (typeof raw === "number") return raw;
  if (typeof raw === "boolean") return Number(raw);
  if (raw === "NaN") return NaN;
  if (raw === "Infinity") return Infinity;
  if (raw === "-Infinity") return -Infinity;
  return undefined;
}

export function asText(raw: Raw): string {
  if (raw === null) return "";
  return typeof raw === "object" ? raw.join(", ") : String(raw);
}

/** Sort row numbers by one column, stable. A direction turns values round, never what is missing. */
export function sortRows(rows: readonly number[], values: readonly Raw[], descending: boolean): number[] {
  const size = values.length;
  const rank = new Uint8Array(size);
  const numbers = new Float64Array(size);
  const texts: string[] = new Array(size);
  let numeric = true;
  for (const row of rows) {
    const raw = values[row] ?? null;
    if (raw === null || raw === "") {
      rank[row] = Rank.Missing;
      continue;
    }
    const number = asNumber(raw);
    if (number !== undefined && Number.isNaN(number)) rank[row] = Rank.NotANumber;
    else if (number !== undefined) numbers[row] = number;
    else {
      numbers[row] = Infinity; // texts come after the numbers of a mixed column
      numeric = false;
    }
    texts[row] = number === undefined ? asText(raw) : "";
  }
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const ranks = (rank[a] as number) - (rank[b] as number);
    if (ranks !== 0) return ranks;
    if (rank[a] !== Rank.Value) return 0;
    const x = numbers[a] as number;
    const y = numbers[b] as number;
    if (x !== y) return x < y ? -sign : sign;
    return numeric ? 0 : sign * collate(texts[a] as string, texts[b] as string);
  });
}
