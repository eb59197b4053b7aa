// How uPlot is set up: axes, their labels and colours. No state here.
import uPlot from "uplot";

import { compact, ticks } from "../core/numbers";
import { cssVariable } from "../core/page";
import { axisLabel, RELATIVE, STEP, WALL } from "./axis";
import { logSplits, stepIncrements } from "./ranges";
import { duration, moment, momentTicks, TIME_STEPS } from "./time";

const SIZE_PER_LETTER = 6.3;
/** Pixels to the right of the plot. */
const PADDING = 16;

/** What uPlot has to know of a chart, and whom it tells. */
export interface Setup {
  readonly width: number;
  readonly height: number;
  readonly axis: string;
  readonly unit: string;
  readonly logX: boolean;
  readonly logY: boolean;
  rangeX(): [number, number];
  rangeY(): [number, number];
  /** Whether there is nothing for the y axis to say. */
  blankY(): boolean;
  draw(plot: uPlot): void;
  moved(plot: uPlot): void;
  selected(plot: uPlot): void;
  reset(): void;
}

export function setup({ width, height, axis, unit, logX, logY, ...chart }: Setup): uPlot.Options {
  return {
    width,
    height,
    legend: { show: false },
    // Lines are not uPlot's: its one series only carries the scales.
    series: [{}, { paths: () => null, points: { show: false } }],
    scales: {
      x: { time: axis === WALL, distr: logX ? 3 : 1, range: () => chart.rangeX() },
      y: { distr: logY ? 3 : 1, range: () => chart.rangeY() },
    },
    axes: axes(axis, unit, logX, logY, () => chart.blankY()),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      bind: { dblclick: () => () => (chart.reset(), null) },
    },
    padding: [6, PADDING, 0, 0],
    hooks: { draw: [chart.draw], setCursor: [chart.moved], setSelect: [chart.selected] },
  };
}

/** Both axes in the colours of the scheme in force. */
function axes(axis: string, unit: string, logX: boolean, logY: boolean, blankY: () => boolean): uPlot.Axis[] {
  const stroke = cssVariable("--xr-axis");
  const line = cssVariable("--xr-gridline");
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const shared: uPlot.Axis = { stroke, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const suffix = unit === "%" ? unit : "";
  return [
    { ...shared, size: axis === WALL ? 36 : 24, gap: 4, space: axis === WALL ? 76 : 60, values: whole(valuesX(axis)), ...increments(axis), ...(logX ? LOG_SPLITS : {}) },
    {
      ...shared,
      gap: 5,
      space: 30,
      grid: { ...shared.grid, filter: (_, splits) => (blankY() ? [] : splits) },
      size: (_, labels) => 14 + SIZE_PER_LETTER * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0)),
      values: (plot, splits, __, ___, step) => (blankY() ? splits.map(() => "") : numbers(plot, "y", splits, step).map((label) => (label ? label + suffix : label))),
      ...(logY ? LOG_SPLITS : {}),
    },
  ];
}

/** uPlot hands its own idea of a step and the room of one; of a log axis only the room counts. */
const LOG_SPLITS: Partial<uPlot.Axis> = {
  splits: (plot, index, min, max) => {
    const across = index === 0;
    const room = across ? plot.over.clientWidth || plot.width : plot.over.clientHeight || plot.height;
    return logSplits(min, max, Math.max(2, Math.floor(room / (across ? 60 : 30))));
  },
  filter: (_, splits) => splits,
};

function increments(axis: string): Partial<uPlot.Axis> {
  if (axis === STEP) return { incrs: (_, __, min, max) => stepIncrements(min, max) };
  return axis === RELATIVE || axis === WALL ? { incrs: TIME_STEPS } : {};
}

/** Labels but those that would be cut at the right edge. */
function whole(values: uPlot.Axis.DynamicValues): uPlot.Axis.DynamicValues {
  return (plot, splits, ...rest) => {
    const room = plot.bbox.width / devicePixelRatio + PADDING;
    const fits = (label: string, at: number): boolean => plot.valToPos(at, "x") + (SIZE_PER_LETTER * Math.max(...label.split("\n").map(({ length }) => length))) / 2 <= room;
    return values(plot, splits, ...rest).map((label, index) => (typeof label !== "string" || room <= PADDING || fits(label, splits[index] ?? 0) ? label : ""));
  };
}

function valuesX(axis: string): uPlot.Axis.DynamicValues {
  return (plot, splits, _, __, step) => {
    if (axis === WALL) return momentTicks(splits, step);
    if (axis === RELATIVE && plot.scales["x"]?.distr !== 3) return splits.map((seconds) => duration(seconds, step));
    if (axis === RELATIVE) return numbers(plot, "x", splits, step).map((label, at) => (label ? duration(splits[at] ?? 0, splits[at] ?? 1) : ""));
    return numbers(plot, "x", splits, step);
  };
}

function numbers(plot: uPlot, scale: "x" | "y", splits: readonly (number | null)[], step: number): string[] {
  if (plot.scales[scale]?.distr !== 3) return ticks(splits, step);
  const known = splits.filter((value): value is number => value !== null);
  const gaps = known.slice(1).map((value, at) => value - (known[at] as number));
  const even = gaps.length > 0 && Math.max(...gaps) < Math.min(...gaps) * 1.01;
  // On a log scale each tick has a step of its own.
  return even ? ticks(splits, gaps[0] as number) : splits.map((value) => (value === null ? "" : (ticks([value], 10 ** Math.floor(Math.log10(value)))[0] ?? "")));
}

/** What is under the cursor on an axis, in words; `bare` without the axis's own name, or the day. */
export function describeX(axis: string, x: number, bare = false): string {
  if (axis === WALL) return bare ? moment(x).slice(11, 19) : moment(x);
  if (axis === RELATIVE) return duration(x, x < 60 ? 0.1 : 1);
  return bare ? compact(x, 9) : `${axisLabel(axis)} ${compact(x, 9)}`;
}

/** The same colour, paler: for the raw values beneath a smoothed line, and for curves that are not looked at. */
export function fade(color: string, alpha: number): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!match) return color;
  const [red, green, blue] = match.slice(1).map((hex) => Number.parseInt(hex, 16));
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
