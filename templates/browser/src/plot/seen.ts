// What of a chart is shown: its size and its ticks.
import type uPlot from "uplot";

/** CSS pixels across the plotting area, without asking the page: that would lay it out anew at every move. */
export function widthOf(plot: uPlot): number {
  return plot.bbox.width / devicePixelRatio;
}

export type Ticks = readonly { readonly at: number; readonly label: string }[];
