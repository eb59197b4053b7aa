// What is under the cursor of a chart, and the chart as keys and fingers steer it: they need not know how it is drawn.
import { compact } from "../core/numbers";
import type { ChartGroup } from "./group";
import type { Item, Model } from "./model";
import { describeX } from "./options";
import type { Stretch } from "./stretch";
import type { Extent } from "./view";

export interface ChartOptions {
  /** What is drawn, for exports and screen readers. */
  readonly title: string;
  readonly unit?: string;
}

/** What is under the cursor. */
export interface Hover {
  readonly axis: string;
  readonly x: number;
  readonly items: readonly Item[];
  readonly hot: string;
  readonly left: number;
  /** Whether the pointer is over this very chart, not one that shares its cursor. */
  readonly own: boolean;
}

/** A chart, as it is steered. */
export interface Steered {
  readonly host: HTMLElement;
  readonly group: ChartGroup;
  readonly options: ChartOptions;
  readonly model: Model;
  /** What is under the cursor of this very chart. */
  readonly pointed: Hover | null;
  stretch(): Stretch | null;
  /** Show a stretch of x, null for all, in all charts of the group. */
  show(stretch: Extent | null): void;
  /** A place on the screen in shares of the plot's width; and those of any x. */
  share(clientX: number): number;
  shares(): (x: number) => number;
  /** Point at a place on the screen, as a mouse does. */
  pointAt(clientX: number, clientY: number): void;
  unpoint(): void;
  /** Put the cursor on an x, as the keyboard does; it stays there until the pointer moves. */
  hold(x: number): void;
}

/** The value of a chart of one line, in words. */
export function describe(hover: Hover, unit: string): string {
  const item = hover.items[0];
  if (!item) return describeX(hover.axis, hover.x);
  const suffix = unit ? ` ${unit}` : "";
  const smoothed = item.smoothed === undefined ? "" : ` · smoothed ${compact(item.smoothed)}${suffix}`;
  return `${describeX(hover.axis, item.x)} · ${compact(item.raw)}${suffix}${smoothed}`;
}
