// What of a chart is shown: its size, its ticks, and scales for a picture of it.
import type uPlot from "uplot";

import { type Place, placer } from "../core/spans";
import type { Chart } from "./chart";
import type { Extent } from "./view";

/** CSS pixels across the plotting area, without asking the page: that would lay it out anew at every move. */
export function widthOf(plot: uPlot): number {
  return plot.bbox.width / devicePixelRatio;
}

export type Ticks = readonly { readonly at: number; readonly label: string }[];

/** Scales to 0..1 of what a chart shows. */
export function unitPlaces(chart: Chart, x: Extent, y: Extent): { placeX: Place; placeY: Place } {
  return { placeX: placer(...x, chart.model.logX, 0, 1), placeY: placer(...y, chart.group.settings.logY, 0, 1) };
}
