// What a chart shows: its lines over the axis in force, what of them is in view, and what has to be said about them.
import { STEP, WALL } from "./axis";
import type { Curve } from "./curve";
import { isKept, type Keepers } from "./looks";
import { type Mark, marksNote, marksOf } from "./marks";
import { airY, spreadX } from "./ranges";
import { smooth } from "./smooth";
import type { Settings, Zoom } from "./state";
import {
  anyPoint,
  anyY,
  countBeyond,
  type Extent,
  extentX,
  extentY,
  heightAt,
  nearestIndex,
  percentilesY,
} from "./view";

/** A line that a chart is asked to draw. */
export interface LineSource {
  /** Who this is: the same in all charts of a group (a run's slug), unlike the label unique. */
  readonly id: string;
  readonly label: string;
  /** Index of the colour. */
  readonly color: number;
  /** The curve over an axis, undefined where nothing was logged over it. Asked again and again: keep what is costly. */
  curve(axis: string): Curve | undefined;
  /** An interval around the line. */
  band?(axis: string): Band | undefined;
  /** From and to how many values its points are means of between two x; null where that does not change. */
  counts?(axis: string, view: Extent): readonly [number, number] | null;
  /** The axis unless the reader says otherwise; the step when missing. */
  readonly axis?: string;
}

export interface Band {
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  /** Of how many values each mean is, where the band is of means. */
  readonly n?: ArrayLike<number>;
}

export interface Drawn {
  readonly source: LineSource;
  readonly raw: Curve;
  readonly smoothed?: Curve;
  readonly band?: Band;
  readonly marks: readonly Mark[];
}

/** A point under the cursor. */
export interface Item {
  readonly id: string;
  readonly label: string;
  readonly color: number;
  readonly x: number;
  readonly raw: number;
  readonly smoothed?: number;
}

const CLIPPED = [1, 99] as const;
const NOBODY: Keepers = { pinned: new Set(), best: "" };

export class Model {
  readonly axis: string;
  readonly lines: readonly Drawn[];
  readonly logX: boolean;
  /** Lines that have nothing to show over this axis. */
  readonly absent: number;

  constructor(
    sources: readonly LineSource[],
    private readonly settings: Settings,
    private readonly keepers: Keepers = NOBODY,
  ) {
    this.axis = settings.axis || (sources.find((source) => source.axis)?.axis ?? STEP);
    this.logX = settings.logX && this.axis !== WALL; // moments have no logarithm worth a look
    this.lines = sources.flatMap((source) => this.line(source) ?? []);
    this.absent = sources.length - this.lines.length;
  }

  private line(source: LineSource): Drawn | undefined {
    const raw = source.curve(this.axis);
    if (!raw || raw.x.length === 0) return undefined;
    const weight = this.settings.smoothing;
    const band = source.band?.(this.axis);
    const marks = marksOf(raw, this.settings.logY);
    return {
      source,
      raw,
      marks,
      ...(band ? { band } : {}),
      ...(weight > 0 ? { smoothed: { x: raw.x, y: smooth(raw.y, weight) } } : {}),
    };
  }

  /** The stretch of x that is shown. */
  view(zoom: Zoom | null): Extent {
    const { logX } = this;
    if (zoom?.axis === this.axis && (!logX || zoom.min > 0)) return [zoom.min, zoom.max];
    return spreadX(extentX(this.curves(), logX), logX);
  }

  /** The range of y that shows what lies in a stretch of x. */
  rangeY([min, max]: Extent): [number, number] {
    const { clip, logY } = this.settings;
    // An average lags: it can lie beyond all that is in view.
    const averages = clip ? [] : this.lines.flatMap(({ smoothed }) => smoothed ?? []);
    const curves = [...this.curves(), ...averages, ...this.lines.flatMap((line) => this.limits(line))];
    return airY(
      clip ? percentilesY(curves, min, max, ...CLIPPED, logY, this.logX) : extentY(curves, min, max, logY, this.logX),
      logY,
    );
  }

  /** Whether a line has its colour and its band: grey ones among many do not. */
  kept({ source }: Drawn): boolean {
    return isKept(source.id, this.lines.length, this.keepers);
  }

  /** The limits of a band that is drawn. */
  private limits(line: Drawn): Curve[] {
    const { band } = line;
    return band && this.kept(line)
      ? [
          { x: band.x, y: band.low },
          { x: band.x, y: band.high },
        ]
      : [];
  }

  /** Lines that have something to draw in a stretch of x: a value, a piece between two, or a mark. */
  seen([min, max]: Extent): Drawn[] {
    return this.lines.filter(
      ({ raw, marks }) =>
        anyY([raw], min, max, this.settings.logY, this.logX) || marks.some(({ x }) => x >= min && x <= max),
    );
  }

  /** Whether a stretch of x has no value that the y axis can show: its labels would be made up. */
  blank([min, max]: Extent): boolean {
    return !anyY(this.curves(), min, max, this.settings.logY, this.logX);
  }

  /** What the picture of a stretch of x alone does not say. */
  note(view: Extent): string {
    const parts = [this.blankNote(view), marksNote(this.lines.flatMap(({ marks }) => marks)), this.countsNote(view)];
    if (this.logX) {
      const left = this.lines.reduce((sum, { raw }) => sum + countUpTo(raw.x, 0), 0);
      if (left > 0) parts.push(`${left} at x ≤ 0 left out`);
    }
    if (this.settings.clip) {
      const beyond = countBeyond(this.curves(), ...view, this.rangeY(view));
      parts.push(`y: 1st to 99th percentile${beyond ? `, ${beyond} beyond` : ""}`);
    }
    if (this.absent > 0 && this.lines.length > 0) parts.push(`${this.absent} not logged over this x`);
    return parts.filter(Boolean).join(" · ");
  }

  /** Where a mean is of fewer values than elsewhere, it moves although no run did. */
  private countsNote(view: Extent): string {
    const changing = this.lines.flatMap(({ source }) => source.counts?.(this.axis, view) ?? []);
    if (changing.length === 0) return "";
    if (this.lines.length === 1) return `n from ${Math.min(...changing)} to ${Math.max(...changing)} along the mean`;
    return `n changes along ${changing.length / 2} of ${this.lines.length} lines`;
  }

  private blankNote(view: Extent): string {
    if (this.lines.length === 0 || !this.blank(view)) return "";
    if (!anyPoint(this.curves(), ...view)) return "nothing logged in view";
    return `no ${this.settings.logY ? "positive" : "finite"} value in view`;
  }

  /** The nearest x, forwards or backwards, at which some line has a point that is far enough. */
  pointFrom(way: 1 | -1, enough: (x: number) => boolean): number | undefined {
    let found: number | undefined;
    for (const { raw } of this.lines) {
      const index = firstOf(raw.x.length, way, (at) => enough(raw.x[at] as number));
      const x = raw.x[index];
      if (x !== undefined && (found === undefined || (x - found) * way < 0)) found = x;
    }
    return found;
  }

  /** The point of each line that is nearest to an x; lines that end before it or begin behind it are left out. */
  items(x: number, reach: number): Item[] {
    return this.lines.flatMap(({ source, raw, smoothed }) => {
      const index = nearestIndex(raw.x, x);
      const at = raw.x[index];
      if (at === undefined) return [];
      const outside = x < (raw.x[0] as number) - reach || x > (raw.x[raw.x.length - 1] as number) + reach;
      if (outside) return [];
      const { id, label, color } = source;
      return [
        {
          id,
          label,
          color,
          x: at,
          raw: raw.y[index] as number,
          ...(smoothed ? { smoothed: smoothed.y[index] as number } : {}),
        },
      ];
    });
  }

  /** The line that passes nearest to a point, "" for none within `reach` (in what `distance` measures). */
  nearest(x: number, reach: number, distance: (height: number) => number): string {
    let best = reach;
    let found = "";
    for (const { source, raw, smoothed } of this.lines) {
      const away = distance(heightAt(smoothed ?? raw, x));
      if (away < best) {
        best = away;
        found = source.id;
      }
    }
    return found;
  }

  private curves(): Curve[] {
    return this.lines.map(({ raw }) => raw);
  }
}

/**
 * The first index from one end at which something holds that holds from there on; beyond the ends where it never does.
 */
function firstOf(length: number, way: 1 | -1, holds: (index: number) => boolean): number {
  const at = (turn: number): number => (way > 0 ? turn : length - 1 - turn);
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(at(middle))) high = middle;
    else low = middle + 1;
  }
  return at(low);
}

function countUpTo(x: ArrayLike<number>, limit: number): number {
  let count = 0;
  while (count < x.length && (x[count] as number) <= limit) count += 1;
  return count;
}
