// One chart: curves over steps, drawn by uPlot in the place of the static drawing.
import uPlot from "uplot";

import { cssVariable, runColor } from "../core/page";
import type { Curve } from "./curves";
import type { ChartGroup, Member, Zoom } from "./group";
import { drawMarks, marksOf, type Mark } from "./marks";
import { mergeCurves, nearestPoint, type Cell } from "./merge";
import { axes, fade, rangeX, rangeY } from "./options";
import { smooth } from "./smooth";

export interface Line extends Curve {
  readonly label: string;
  /** Index of the run's colour. */
  readonly color: number;
}

/** What is under the cursor. */
export interface Hover {
  readonly x: number;
  readonly items: readonly { readonly line: Line; readonly raw: number; readonly smoothed?: number; readonly hot: boolean }[];
  readonly left: number;
  readonly top: number;
  /** Whether the pointer is over this very chart, not one that shares its cursor. */
  readonly own: boolean;
}

/** More curves than this are drawn grey, but for the one that is looked at. */
const MANY = 10;

export class Chart implements Member {
  onHover: (hover: Hover | null) => void = () => undefined;
  private plot: uPlot | null = null;
  private hot = -1;
  private marks: Mark[][] = [];
  private readonly resized: ResizeObserver;

  constructor(
    private readonly host: HTMLElement,
    private readonly lines: readonly Line[],
    private readonly group: ChartGroup,
    private readonly unit = "",
  ) {
    host.classList.add("xr-live");
    group.add(this);
    this.resized = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.rebuild();
    this.resized.observe(host);
  }

  destroy(): void {
    this.group.remove(this);
    this.resized.disconnect();
    this.plot?.destroy();
    this.plot = null;
  }

  /** Emphasise a line from outside (a legend), "" for none. */
  setHotLabel(label: string): void {
    const hot = this.lines.findIndex((line) => line.label === label);
    if (hot === this.hot) return;
    this.hot = hot;
    this.plot?.redraw(false);
  }

  rebuild(): void {
    this.plot?.destroy();
    this.marks = this.lines.map(marksOf);
    this.plot = new uPlot(this.options(), this.data(), this.host);
    if (this.group.zoom) this.applyZoom(this.group.zoom);
  }

  resmooth(): void {
    this.plot?.setData(this.data(), false);
    this.plot?.redraw();
  }

  applyZoom(zoom: Zoom): void {
    const plot = this.plot;
    if (!plot) return;
    const x = plot.data[0];
    const [min, max] = zoom ?? [x[0] ?? 0, x[x.length - 1] ?? 1];
    plot.setScale("x", min === max ? { min: min - 1, max: max + 1 } : { min, max });
  }

  private size(): { width: number; height: number } {
    return { width: Math.max(120, this.host.clientWidth), height: Math.max(80, this.host.clientHeight) };
  }

  /** x, then the raw lines, then (with smoothing on) the smoothed ones. */
  private data(): uPlot.AlignedData {
    const { smoothing, logY } = this.group.settings;
    const drawn = smoothing > 0 ? this.lines.map((line) => ({ x: line.x, y: smooth(line.y, smoothing) })) : [];
    const { x, ys } = mergeCurves([...this.lines, ...drawn]);
    const cells = logY ? ys.map((column) => column.map((y) => (typeof y === "number" && y <= 0 ? null : y))) : ys;
    return [x, ...cells] as uPlot.AlignedData;
  }

  private options(): uPlot.Options {
    const { smoothing, logY } = this.group.settings;
    const raw = this.lines.map((_, index) => this.series(index, smoothing > 0));
    const smoothed = smoothing > 0 ? this.lines.map((_, index) => this.series(index, false)) : [];
    return {
      ...this.size(),
      legend: { show: false },
      scales: {
        x: { time: false, range: rangeX() },
        y: { distr: logY ? 3 : 1, range: rangeY(logY) },
      },
      axes: axes(this.unit),
      series: [{}, ...raw, ...smoothed],
      cursor: this.cursor(),
      focus: { alpha: 1 },
      padding: [6, 10, 0, 0],
      hooks: {
        draw: [(plot) => this.drawOver(plot)],
        setCursor: [(plot) => this.hover(plot)],
        setSeries: [(plot, index) => this.focused(plot, index)],
        setSelect: [(plot) => this.selected(plot)],
      },
    };
  }

  private series(index: number, pale: boolean): uPlot.Series {
    const color = runColor(this.lines[index]?.color ?? 0);
    const grey = cssVariable("--xr-faint");
    const many = this.lines.length > MANY;
    const stroke = (): string => {
      const chosen = !many || index === this.hot;
      const away = this.hot >= 0 && index !== this.hot;
      return fade(chosen ? color : grey, pale ? 0.3 : away && !many ? 0.35 : 1);
    };
    const points = { size: 5, fill: stroke, stroke, filter: isolatedPoints };
    return { label: this.lines[index]?.label ?? "", width: pale || many ? 1 : 1.5, stroke, points };
  }

  private cursor(): uPlot.Cursor {
    return {
      sync: { key: this.group.key, scales: ["x", null], filters: { pub: (type) => type === "mousemove" || type === "mouseleave" } },
      drag: { x: true, y: false, setScale: false, dist: 5 },
      focus: { prox: this.lines.length > 1 ? 24 : -1 },
      points: { size: 7, width: 1.5, fill: () => cssVariable("--xr-bg"), show: this.lines.length <= MANY } as uPlot.Cursor.Points,
      dataIdx: (plot, series, index) => (series === 0 ? index : nearestPoint(plot.data[series] ?? [], plot.data[0], index)),
      bind: { dblclick: () => () => (this.group.setZoom(null), null) },
    };
  }

  private focused(plot: uPlot, series: number | null): void {
    const hot = series === null || series === 0 ? -1 : (series - 1) % Math.max(1, this.lines.length);
    if (hot === this.hot) return;
    this.hot = hot;
    plot.redraw(false);
  }

  private selected(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < 4) return;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.group.setZoom([plot.posToVal(left, "x"), plot.posToVal(left + width, "x")]);
  }

  /** The line that is looked at once more, above the others, and what no line can show. */
  private drawOver(plot: uPlot): void {
    const shown = this.group.settings.smoothing > 0 ? this.hot + this.lines.length : this.hot;
    const series = this.hot >= 0 ? (plot.series[shown + 1] as { _paths?: { stroke?: Path2D } } | undefined) : undefined;
    const path = series?._paths?.stroke;
    const { ctx, bbox } = plot;
    if (path && this.lines.length > 1) {
      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      ctx.clip();
      ctx.strokeStyle = runColor(this.lines[this.hot]?.color ?? 0);
      ctx.lineWidth = 2.4 * devicePixelRatio;
      ctx.lineJoin = "round";
      ctx.stroke(path);
      ctx.restore();
    }
    this.lines.forEach((line, index) => drawMarks(plot, this.marks[index] ?? [], runColor(line.color)));
  }

  private hover(plot: uPlot): void {
    const { idx, idxs, left, top } = plot.cursor;
    if (idx === null || idx === undefined || left === undefined || left < 0) {
      this.onHover(null);
      return;
    }
    const count = this.lines.length;
    const columns = plot.data as readonly (readonly Cell[])[];
    const items = this.lines.flatMap((line, index) => {
      const at = idxs?.[index + 1] ?? null;
      const cell = at === null ? undefined : columns[index + 1]?.[at];
      if (at === null || cell === undefined) return [];
      const raw = cell ?? rawAt(line, columns, index, at);
      const smoothed = this.group.settings.smoothing > 0 ? (columns[index + 1 + count]?.[at] ?? undefined) : undefined;
      return [{ line, raw, ...(smoothed === undefined ? {} : { smoothed }), hot: index === this.hot }];
    });
    const own = plot.over.matches(":hover");
    this.onHover({ x: columns[0]?.[idx] as number, items, left, top: top ?? 0, own });
  }
}

/** What a gap stands for: the same occurrence of the same step in the line itself. */
function rawAt(line: Line, columns: readonly (readonly Cell[])[], index: number, at: number): number {
  let before = 0;
  const cells = columns[index + 1] ?? [];
  for (let position = 0; position < at; position += 1) if (cells[position] !== undefined) before += 1;
  return line.y[before] ?? NaN;
}

/** Points are drawn where there is room for all of them, and always where no line would show a value: between two gaps. */
function isolatedPoints(plot: uPlot, series: number, show: boolean): number[] | null {
  if (show) return null;
  const cells = plot.data[series] as readonly Cell[];
  const points: number[] = [];
  let before: Cell = null;
  let candidate = -1;
  cells.forEach((cell, index) => {
    if (cell === undefined) return;
    if (cell === null && candidate >= 0) points.push(candidate);
    candidate = cell !== null && before === null ? index : -1;
    before = cell;
  });
  if (candidate >= 0) points.push(candidate);
  return points;
}
