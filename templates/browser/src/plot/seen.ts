// What uPlot shows: its size, its ticks, and scales for a picture of it.
import type uPlot from "uplot";

import type { Chart } from "./chart";
import { placer } from "./trace";
import type { Extent } from "./view";

/** CSS pixels across the plotting area, without asking the page: that would lay it out anew at every move. */
export function widthOf(plot: uPlot): number {
  return plot.bbox.width / devicePixelRatio;
}

export type Ticks = readonly { readonly at: number; readonly label: string }[];

/** uPlot keeps the ticks that it drew under these names; without them an export has no ticks. */
export function ticksOf(axis: uPlot.Axis | undefined): Ticks {
  const { _splits, _values } = (axis ?? {}) as { _splits?: number[] | null; _values?: (string | null)[] | null };
  return (_splits ?? []).map((at, index) => ({ at, label: _values?.[index] ?? "" }));
}

/** Scales to 0..1 of what a chart shows. */
export function unitPlaces(chart: Chart, x: Extent, y: Extent): { placeX: (value: number) => number; placeY: (value: number) => number } {
  return { placeX: placer(...x, chart.model.logX, 0, 1), placeY: placer(...y, chart.group.settings.logY, 0, 1) };
}
