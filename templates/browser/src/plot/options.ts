// How uPlot is set up: axes, their labels and colours. No state here.
import type uPlot from "uplot";

import { compact, ticks } from "../core/numbers";
import { cssVariable } from "../core/page";
import { evenSplits, placer, QUARTERS, stepOf } from "../core/spans";
import { axisLabel, axisMetric, RELATIVE, STEP, WALL } from "./axis";
import { logSplits, stepSplits, timeSplits } from "./ranges";
import type { Ticks } from "./seen";
import { duration, moment, momentTicks } from "./time";
import type { Extent } from "./view";

const SIZE_PER_LETTER = 6.3;
/** Pixels to the right of the plot. */
const PADDING = 16;

/** What uPlot has to know of a chart, and whom it tells. */
interface Setup {
  readonly width: number;
  readonly height: number;
  readonly axis: string;
  readonly unit: string;
  readonly logX: boolean;
  readonly logY: boolean;
  rangeX(): Extent;
  rangeY(): Extent;
  /** Whether there is nothing for the y axis to say. */
  blankY(): boolean;
  /** These ticks were made for the axes. */
  marked(which: "x" | "y", ticks: Ticks): void;
  draw(plot: uPlot): void;
  moved(plot: uPlot): void;
  selected(plot: uPlot): void;
  reset(): void;
}

/** uPlot's own scales go from 0 to 1: its arithmetic ends where doubles end, and some axes would never be done. */
const UNIT: uPlot.Scale = { time: false, range: () => [0, 1] };

export function setup(chart: Setup): uPlot.Options {
  return {
    width: chart.width,
    height: chart.height,
    legend: { show: false },
    // Lines are not uPlot's: its one series only carries the scales.
    series: [{}, { paths: () => null, points: { show: false } }],
    scales: { x: UNIT, y: UNIT },
    axes: axes(chart),
    cursor: {
      y: false,
      points: { show: false },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      bind: {
        dblclick: () => () => {
          chart.reset();
          return null;
        },
      },
    },
    padding: [6, PADDING, 0, 0],
    hooks: {
      draw: [(plot) => chart.draw(plot)],
      setCursor: [(plot) => chart.moved(plot)],
      setSelect: [(plot) => chart.selected(plot)],
    },
  };
}

/** Both axes in the colours of the scheme in force. */
function axes(chart: Setup): uPlot.Axis[] {
  const { axis, logX, logY, unit } = chart;
  const stroke = cssVariable("--xr-axis");
  const line = cssVariable("--xr-gridline");
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const wall = axis === WALL;
  // Each axis is one increment long for uPlot, whose room it then tells.
  const shared: uPlot.Axis = {
    stroke,
    font,
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
    space: 1,
    incrs: [1],
    filter: (_, splits) => splits,
  };
  const suffix = unit === "%" ? unit : "";
  const x = marks({
    range: () => chart.rangeX(),
    log: logX,
    splits: (min, max, room) =>
      logX
        ? logSplits(min, max, Math.max(2, Math.floor(room / 60)))
        : splitsX(axis, min, max, Math.floor(room / (wall ? 76 : 60))),
    label: (values, room) =>
      whole(labelsX(axis, logX, values), values, placer(...chart.rangeX(), logX, 0, room), room + PADDING),
    marked: (ticks) => chart.marked("x", ticks),
  });
  const y = marks({
    range: () => chart.rangeY(),
    log: logY,
    splits: (min, max, room) =>
      logY
        ? logSplits(min, max, Math.max(2, Math.floor(room / 30)))
        : evenSplits(min, max, Math.floor(room / 30), QUARTERS),
    label: (values) =>
      chart.blankY() ? values.map(() => "") : numbers(values, logY).map((label) => (label ? label + suffix : label)),
    marked: (ticks) => chart.marked("y", chart.blankY() ? [] : ticks),
  });
  return [
    { ...shared, ...x, size: wall ? 36 : 24, gap: 4 },
    {
      ...shared,
      ...y,
      gap: 5,
      grid: { ...shared.grid, filter: (_, splits) => (chart.blankY() ? [] : splits) },
      size: (_, labels) => 14 + SIZE_PER_LETTER * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0)),
    },
  ];
}

interface Marks {
  range(): Extent;
  readonly log: boolean;
  splits(min: number, max: number, room: number): number[];
  label(values: readonly number[], room: number): string[];
  marked(ticks: Ticks): void;
}

/** Marks of an axis: uPlot gets their shares of it, and their labels. */
function marks({ range, log, splits, label, marked }: Marks): Pick<uPlot.Axis, "splits" | "values"> {
  let labels: string[] = [];
  return {
    splits: (_plot, _axis, _min, _max, _step, room) => {
      const [min, max] = range();
      const values = splits(min, max, room);
      labels = label(values, room);
      marked(values.map((at, index) => ({ at, label: labels[index] ?? "" })));
      return values.map(placer(min, max, log, 0, 1));
    },
    values: () => labels,
  };
}

function splitsX(axis: string, min: number, max: number, count: number): number[] {
  if (axis === STEP) return stepSplits(min, max, count);
  return axisMetric(axis) === undefined ? timeSplits(min, max, count) : evenSplits(min, max, count);
}

/** Labels but those that would be cut at the right edge. */
function whole(
  labels: readonly string[],
  values: readonly number[],
  place: (value: number) => number,
  room: number,
): string[] {
  const fits = (label: string, at: number): boolean =>
    place(at) + (SIZE_PER_LETTER * Math.max(...label.split("\n").map(({ length }) => length))) / 2 <= room;
  return labels.map((label, index) => (fits(label, values[index] ?? 0) ? label : ""));
}

function labelsX(axis: string, log: boolean, values: readonly number[]): string[] {
  if (axis === WALL) return momentTicks(values, stepOf(values));
  if (axis !== RELATIVE) return numbers(values, log);
  return log
    ? values.map((seconds) => duration(seconds, seconds))
    : values.map((seconds) => duration(seconds, stepOf(values)));
}

function numbers(values: readonly number[], log: boolean): string[] {
  if (!log) return ticks(values, stepOf(values));
  const gaps = values.slice(1).map((value, at) => value - (values[at] as number));
  const even = gaps.length > 0 && Math.max(...gaps) < Math.min(...gaps) * 1.01;
  // On a log scale each tick has a step of its own.
  return even
    ? ticks(values, gaps[0] as number)
    : values.map((value) => ticks([value], 10 ** Math.floor(Math.log10(value)))[0] ?? "");
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
