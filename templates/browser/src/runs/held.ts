// How many pinned rows stay in sight. Pure.
export const ROW_HEIGHT = 32;
export const HEAD_HEIGHT = 36;
/** Of the height of the table, what pinned rows take at most: the others are what one scrolls through. */
const SHARE = 1 / 3;

/** How many of the pinned rows are held above; the rest of them come first among those that scroll. */
export function heldRows(pinned: number, lines: number, height: number): number {
  if (lines === pinned) return 0; // nothing to scroll beside them
  return Math.min(pinned, Math.max(1, Math.floor(((height - HEAD_HEIGHT) * SHARE) / ROW_HEIGHT)));
}
