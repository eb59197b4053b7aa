// A colour for a value: lightness carries the order, from yellow to blue, which colour-blind readers tell apart too.

import { cssVariable, isDark } from "../core/page";
import { type Field, numberOf } from "./field";
import { scaleOf } from "./scale";

export const BINS = 24;

/** Colours from the worst to the best; the best stands out most from the ground of the scheme. */
export function ramp(dark: boolean, bins = BINS): string[] {
  const [from, to] = dark
    ? [
        { l: 0.46, c: 0.09, h: 265 },
        { l: 0.92, c: 0.15, h: 102 },
      ]
    : [
        { l: 0.8, c: 0.13, h: 95 },
        { l: 0.32, c: 0.13, h: 268 },
      ];
  return Array.from({ length: bins }, (_, index) => {
    const t = bins === 1 ? 1 : index / (bins - 1);
    // Straight through the plane of OKLab's a and b: through grey, never through green or red.
    const [a, b] = [
      mix(along(from, Math.cos), along(to, Math.cos), t),
      mix(along(from, Math.sin), along(to, Math.sin), t),
    ];
    return rgb(mix(from.l, to.l, t), a, b);
  });
}

function along(end: { c: number; h: number }, part: (angle: number) => number): number {
  return end.c * part((end.h / 180) * Math.PI);
}

function mix(from: number, to: number, t: number): number {
  return from + (to - from) * t;
}

/** OKLab to sRGB (Ottosson 2020, "A perceptual color space for image processing"). */
function rgb(lightness: number, a: number, b: number): string {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const channels = linear.map((value) => {
    const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055;
    return Math.round(255 * Math.min(1, Math.max(0, encoded)));
  });
  return `rgb(${channels.join(" ")})`;
}

export interface Colours {
  readonly field: Field;
  /** Bin of a run, 0 worst; -1 where it has no value. */
  bin(row: number): number;
  /** Values at the two ends: worst (or least), best (or most). */
  readonly ends: readonly [number, number];
  /** Colours of the bins, in the scheme in force. */
  palette(): string[];
}

/** Categories up to this many have a colour each. */
const NAMED = 10;

/**
 * Colours of runs by a field. The worst tenth shares one colour: one diverged run must not make all others look alike.
 */
export function coloursOf(field: Field, rows: readonly number[]): Colours {
  const scale = scaleOf(field);
  if (field.levels && field.levels.length <= NAMED) {
    const palette = (): string[] => (field.levels ?? []).map((_, index) => cssVariable(`--xr-c${index}`));
    const bin = (row: number): number => {
      const value = numberOf(field, row);
      return Number.isNaN(value) ? -1 : value;
    };
    return { field, ends: [0, field.levels.length - 1], bin, palette };
  }
  const low = field.direction === "min";
  const places = rows
    .map((row) => scale.at(numberOf(field, row)))
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const quantile = (q: number): number => places[Math.round(q * (places.length - 1))] ?? 0;
  const [worst, best] = low
    ? [quantile(0.9), quantile(0)]
    : [field.direction === "max" ? quantile(0.1) : quantile(0), quantile(1)];
  const span = best - worst || 1;
  return {
    field,
    palette: () => ramp(isDark()),
    ends: [scale.invert(worst), scale.invert(best)],
    bin: (row) => {
      const at = scale.at(numberOf(field, row));
      if (!Number.isFinite(at)) return -1;
      return Math.round(Math.min(1, Math.max(0, (at - worst) / span)) * (BINS - 1));
    },
  };
}
