// Lines on a canvas. uPlot has drawn the axes; what is drawn here is what of each line the view can show.
import type uPlot from "uplot";

import { cssVariable, runColor } from "../core/page";
import { type Place, placer } from "../core/spans";
import { bandParts, outline } from "./band";
import { MANY, ROOM, STRENGTH } from "./looks";
import { drawMarks } from "./marks";
import type { Band, Drawn, Model } from "./model";
import { fade } from "./options";
import { trace } from "./trace";
import { type Extent, envelope, quarter } from "./view";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where values lie in a box of pixels. */
export interface Places {
  readonly view: Extent;
  readonly columns: number;
  readonly x: Place;
  readonly y: Place;
  /** The lower edge. */
  readonly foot: number;
  /** What an axis is linear in. */
  readonly flat: Place;
}

export function placesIn(box: Box, x: Extent, y: Extent, logX: boolean, logY: boolean): Places {
  return {
    view: x,
    columns: Math.max(1, Math.round(box.width)),
    x: placer(...x, logX, box.left, box.left + box.width),
    y: placer(...y, logY, box.top + box.height, box.top),
    foot: box.top + box.height,
    flat: logX ? Math.log10 : quarter,
  };
}

/** Half a point: those on an edge are drawn whole. */
const EDGE = 3;

/** All lines, in the plotting area of uPlot's own canvas. */
export function paintLines(plot: uPlot, model: Model, places: Places, hot: string): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const many = model.lines.length > MANY;
  const grey = cssVariable("--xr-faint");
  const colors = Array.from({ length: 10 }, (_, index) => runColor(index));
  const kept = (line: Drawn): boolean => model.kept(line);
  const looked = model.lines.some((line) => line.source.id === hot);
  const ordered = many ? [...model.lines].sort((a, b) => Number(kept(a)) - Number(kept(b))) : model.lines;
  ctx.save();
  ctx.beginPath();
  ctx.rect(
    bbox.left - EDGE * ratio,
    bbox.top - EDGE * ratio,
    bbox.width + 2 * EDGE * ratio,
    bbox.height + 2 * EDGE * ratio,
  );
  ctx.clip();
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  for (const line of ordered) {
    const shown = kept(line);
    const color = shown ? (colors[((line.source.color % 10) + 10) % 10] as string) : grey;
    const away = !many && looked && line.source.id !== hot;
    if (line.band && shown) fillBand(ctx, line.band, places, fade(color, away ? 0.06 : STRENGTH.band));
    if (line.smoothed) stroke(ctx, line, places, fade(color, shown ? STRENGTH.raw : STRENGTH.rawOfMany), ratio, false);
    stroke(
      ctx,
      line,
      places,
      fade(color, away ? 0.35 : 1),
      (shown ? 1.5 : 1) * ratio,
      line.smoothed !== undefined,
      !many,
    );
  }
  ctx.restore();
  for (const line of ordered) drawMarks(plot, line.marks, places.x, kept(line) ? runColor(line.source.color) : grey);
}

/** One line and its point under the cursor, on the layer above. */
export function paintHot(ctx: CanvasRenderingContext2D, line: Drawn, places: Places, wide: boolean): void {
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  stroke(
    ctx,
    line,
    places,
    runColor(line.source.color),
    (wide ? 2.4 : 1.5) * devicePixelRatio,
    line.smoothed !== undefined,
  );
}

export function paintPoint(ctx: CanvasRenderingContext2D, color: string, places: Places, x: number, y: number): void {
  const [left, top] = [places.x(x), places.y(y)];
  if (!Number.isFinite(left) || !Number.isFinite(top)) return;
  ctx.beginPath();
  ctx.arc(left, top, 3.2 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fillStyle = cssVariable("--xr-bg");
  ctx.fill();
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.strokeStyle = color;
  ctx.stroke();
}

function stroke(
  ctx: CanvasRenderingContext2D,
  line: Drawn,
  places: Places,
  color: string,
  width: number,
  smoothed: boolean,
  points = false,
): void {
  const curve = envelope(
    smoothed && line.smoothed ? line.smoothed : line.raw,
    ...places.view,
    places.columns,
    places.flat,
  );
  ctx.beginPath();
  const lone = trace(curve, places.x, places.y, ctx);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.fillStyle = color;
  const dot = (x: number, y: number): void => {
    ctx.beginPath();
    ctx.arc(x, y, Math.max(width, 2 * devicePixelRatio), 0, 2 * Math.PI);
    ctx.fill();
  };
  for (let index = 0; index < lone.length; index += 2) dot(lone[index] as number, lone[index + 1] as number);
  if (!points || curve.x.length * ROOM * devicePixelRatio > places.columns) return;
  for (let index = 0; index < curve.x.length; index += 1) {
    const [x, y] = [places.x(curve.x[index] as number), places.y(curve.y[index] as number)];
    if (Number.isFinite(x) && Number.isFinite(y)) dot(x, y);
  }
}

function fillBand(ctx: CanvasRenderingContext2D, band: Band, places: Places, color: string): void {
  ctx.beginPath();
  for (const part of bandParts(band, ...places.view, places.columns, places.flat))
    outline(part, places.x, places.y, places.foot, ctx);
  ctx.fillStyle = color;
  ctx.fill();
}
