// What a cell is painted with: what all cells of the grid know, and heat and bars behind numbers.
import { el } from "../core/dom";
import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import type { Looks } from "./looks";
import type { Stat } from "./state";

export interface Context {
  readonly table: RunTable;
  readonly looks: Looks;
  readonly by: readonly Column[];
  /** How many parts of the names of groups go without saying. */
  readonly lead: number;
  readonly stat: Stat;
  readonly heat: boolean;
  readonly bars: boolean;
  /** The run that others are measured against. */
  readonly base: number | undefined;
}

export type Content = HTMLElement | DocumentFragment | string;

/** Heat and a bar behind a number; widths and shades are set by script, for the page allows no style in its text. */
export function painted(
  context: Context,
  column: Column,
  { number, rows }: { readonly number: number | undefined; readonly rows: readonly number[] },
  content: Content,
  mark: HTMLElement | null,
): Content {
  const place = context.bars ? context.looks.place(column, number, rows) : undefined;
  const merit = context.heat ? context.looks.merit(column, number, rows) : undefined;
  if (place === undefined && merit === undefined && !mark) return content;
  const fragment = document.createDocumentFragment();
  if (merit !== undefined) {
    const heat = el("span", { class: "xr-heat", "data-good": merit >= 0.5 });
    heat.style.setProperty("--xr-strength", `${Math.round(Math.abs(merit - 0.5) * 2 * 34)}%`);
    fragment.append(heat);
  }
  if (place !== undefined) {
    const bar = el("span", { class: "xr-bar" });
    bar.style.width = `${(4 + place * 92).toFixed(1)}%`;
    fragment.append(bar);
  }
  fragment.append(el("span", { class: "xr-number" }, content, mark));
  return fragment;
}
