// How a group of charts is set, and how the address says it. Pure.
import { isAxis } from "./axis";

export interface Settings {
  /** Name of the x axis (axis.ts); "" is what each metric asks for, else the step. */
  readonly axis: string;
  readonly logX: boolean;
  readonly logY: boolean;
  /** Weight of the moving average, 0 is off. */
  readonly smoothing: number;
  /** End y at the 1st and 99th percentile of what is in view. */
  readonly clip: boolean;
}

/** A stretch of one axis. */
export interface Zoom {
  readonly axis: string;
  readonly min: number;
  readonly max: number;
}

export const DEFAULTS: Settings = { axis: "", logX: false, logY: false, smoothing: 0, clip: false };

/** Keys in the address. */
export const KEYS = ["x", "log", "smooth", "clip", "zoom"] as const;

export function formatSettings(settings: Settings, zoom: Zoom | null): [string, string][] {
  const log = (settings.logX ? "x" : "") + (settings.logY ? "y" : "");
  return [
    ["x", settings.axis],
    ["log", log],
    ["smooth", settings.smoothing > 0 ? String(Number(settings.smoothing.toFixed(3))) : ""],
    ["clip", settings.clip ? "1" : ""],
    ["zoom", zoom ? formatZoom(zoom, settings.axis) : ""],
  ];
}

/** Read what an address says; what is damaged is the default. */
export function parseSettings(state: ReadonlyMap<string, string>): { settings: Settings; zoom: Zoom | null } {
  const wanted = state.get("x") ?? "";
  const axis = isAxis(wanted) ? wanted : "";
  const log = state.get("log") ?? "";
  const weight = Number(state.get("smooth") ?? 0);
  const smoothing = weight > 0 && weight < 1 ? Math.min(weight, 0.999) : 0;
  const settings = {
    axis,
    logX: log.includes("x"),
    logY: log.includes("y"),
    smoothing,
    clip: state.get("clip") === "1",
  };
  return { settings, zoom: parseZoom(state.get("zoom") ?? "", axis) };
}

/** As few digits as tell a thousandth of the stretch. */
function formatZoom({ axis, min, max }: Zoom, common: string): string {
  const decimals = Math.max(0, Math.min(12, 3 - Math.floor(Math.log10(max - min))));
  const short = [min, max].map((end) => Number(end.toFixed(decimals))) as [number, number];
  const ends = (short[0] < short[1] ? short : [min, max]).map(String);
  return [...ends, ...(axis === (common || "step") ? [] : [axis])].join(",");
}

function parseZoom(text: string, common: string): Zoom | null {
  const [min, max, ...axis] = text.split(",");
  const [low, high] = [Number(min), Number(max)];
  const name = axis.join(",") || common || "step";
  return min && max && Number.isFinite(low) && Number.isFinite(high) && low < high && isAxis(name)
    ? { axis: name, min: low, max: high }
    : null;
}
