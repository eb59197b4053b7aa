// How lines look, on the screen and in pictures.

/** More lines than this are drawn grey, but for those that are looked at, pinned or best. */
export const MANY = 10;

/** Points stand apart by this many pixels at least where each is shown. */
export const ROOM = 14;

/** How strong the parts of a line are drawn. */
export const STRENGTH = { raw: 0.3, rawOfMany: 0.35, band: 0.18 } as const;
