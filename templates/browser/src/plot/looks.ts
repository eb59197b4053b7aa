// How lines look, on the screen and in pictures.

/** More lines than this are drawn grey, but for those that are looked at, pinned or best. */
export const MANY = 10;

/** Who keeps colour and band among many lines. */
export interface Keepers {
  readonly pinned: ReadonlySet<string>;
  readonly best: string;
}

/** Whether a line of so many is drawn in its colour and with its band. */
export function isKept(id: string, lines: number, { pinned, best }: Keepers): boolean {
  return lines <= MANY || pinned.has(id) || id === best;
}

/** Points stand apart by this many pixels at least where each is shown. */
export const ROOM = 14;

/** How strong the parts of a line are drawn. */
export const STRENGTH = { raw: 0.3, rawOfMany: 0.35, band: 0.18 } as const;
