/**
 * Charts of curves. What a page needs of this folder is exported here.
 *
 * A **line** (`LineSource`) has an identity, a label, a colour and a curve per x axis: `lineOf(curves, metric, …)`
 * makes one of a run's metric; anything else that yields `{x, y}` (ascending x) will do, with an interval around it
 * (`band`) if there is one. A **chart** takes a host element of fixed height, lines, and a **group**. Charts of one
 * group share the settings (x axis, log scales, smoothing, clipping), the zoom, the cursor, and the line that is looked
 * at (`hot`); `pinned` and `best` keep their colour among more than ten lines.
 *
 *     const group = new ChartGroup();
 *     bindAddress(group);                                  // settings and zoom live in location.hash
 *     printCharts(group);                                  // light colours, all charts
 *     mountToolbar(bar, group, () => curves.axes());
 *     const lazy = new Lazy();                             // near the screen, or before printing
 *     lazy.add(figure, () => {
 *       const chart = new Chart(plot, lines, group, { title: metric, unit });
 *       mountTip(chart);                                   // values under the cursor
 *       mountSave(caption, chart);                         // PNG, SVG, CSV
 *       chart.onNote = (text) => (note.textContent = text);
 *     });
 *     host.append(makeLegend(items, group));
 *     onScheme(() => group.rebuild());                     // colours of the other scheme
 *
 * Lines are drawn from all their points in view, first, lowest, highest and last of each pixel column, so no spike is
 * lost. `chart.destroy()` and `lazy.destroy()` when their elements go.
 */
// biome-ignore lint/performance/noBarrelFile: the door of the charts; the bundler drops what a page does not use
export { bindAddress, chartKeys } from "./address";
export { RELATIVE, WALL } from "./axis";
export { Chart } from "./chart";
export { Curves } from "./curves";
export { lineOf, loadCurves } from "./figure";
export { ChartGroup } from "./group";
export { makeLegend } from "./legend";
export type { LineSource } from "./model";
export { printCharts } from "./paper";
export { mountSave } from "./save";
export { mountTip } from "./tip";
export { mountToolbar } from "./toolbar";
