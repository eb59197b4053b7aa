// How uPlot is set up: axes, scales, colours. No state here.
import uPlot from "uplot";

import { ticks } from "../core/numbers";
import { cssVariable } from "../core/page";

const SIZE_PER_LETTER = 6.3;

/** Both axes in the colours of the scheme in force. */
export function axes(unit: string): uPlot.Axis[] {
  const stroke = cssVariable("--xr-axis");
  const line = cssVariable("--xr-gridline");
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const shared: uPlot.Axis = { stroke, font, grid: { stroke: line, width: 1 }, ticks: { show: false } };
  const suffix = unit === "%" ? unit : "";
  return [
    { ...shared, size: 24, gap: 4, space: 60, values: (_, splits, __, ___, step) => ticks(splits, step), incrs: STEPS },
    {
      ...shared,
      gap: 5,
      space: 30,
      size: (_, labels) => 14 + SIZE_PER_LETTER * Math.max(2, ...(labels ?? []).map((label) => label?.length ?? 0)),
      values: (plot, splits, __, ___, step) => labels(plot, splits, step).map((label) => (label ? label + suffix : label)),
    },
  ];
}

/** Steps are integers: the axis marks no half ones. */
const STEPS = [1, 2, 5].flatMap((digit) => Array.from({ length: 13 }, (_, power) => digit * 10 ** power)).sort((a, b) => a - b);

function labels(plot: uPlot, splits: readonly (number | null)[], step: number): string[] {
  if (plot.scales["y"]?.distr !== 3) return ticks(splits, step);
  // On a log scale each tick has a step of its own; powers of ten are labelled, all of them while they are few.
  const shown = splits.filter((value) => value !== null && isPowerOfTen(value)).length;
  return splits.map((value) => {
    if (value === null || (shown >= 2 && !isPowerOfTen(value))) return "";
    return ticks([value], value)[0] ?? "";
  });
}

function isPowerOfTen(value: number): boolean {
  const power = Math.log10(value);
  return Math.abs(power - Math.round(power)) < 1e-9;
}

/** The range of y: data and a little air; a flat line lies in the middle. */
export function rangeY(logY: boolean): uPlot.Range.Function {
  return (_, min, max) => {
    if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return logY ? [0.1, 1] : [0, 1];
    if (logY) {
      const spread = Math.max(Math.log10(max / min) * 0.05, 0.02);
      return [10 ** (Math.log10(min) - spread), 10 ** (Math.log10(max) + spread)];
    }
    const air = (max - min) * 0.06 || Math.abs(max) * 0.1 || 1;
    return [min - air, max + air];
  };
}

export function rangeX(): uPlot.Range.Function {
  return (_, min, max) => {
    if (min === null || max === null) return [0, 1];
    return min === max ? [min - 1, max + 1] : [min, max];
  };
}

/** The same colour, paler: for the raw values beneath a smoothed line, and for curves that are not looked at. */
export function fade(color: string, alpha: number): string {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (!match) return color;
  const [red, green, blue] = match.slice(1).map((hex) => Number.parseInt(hex, 16));
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}
