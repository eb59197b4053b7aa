// Colours of compared runs.
import type { RunTable } from "../core/runtable";

const COLORS = 10;

/**
 * A run keeps the colour it has everywhere, unless one before it here has the same: then it takes the next free one.
 */
export function distinctColors(table: RunTable, rows: readonly number[]): Map<number, number> {
  const colors = new Map<number, number>();
  const taken = new Set<number>();
  for (const row of rows) {
    let color = table.color(row);
    for (let tries = 0; taken.has(color) && tries < COLORS; tries += 1) color = (color + 1) % COLORS;
    taken.add(color);
    colors.set(row, color);
  }
  return colors;
}
