// A chart as the text of an SVG file: lines stay lines. Everything logged passes through `escapeXml`.
import type { Place } from "../core/spans";
import { outline } from "./band";
import type { Curve } from "./curve";
import { STRENGTH } from "./looks";
import { MARK_SIZE, MARK_WIDTH, type Mark, type MarkBox, traceMarks } from "./marks";
import type { Band } from "./model";
import { type Pen, trace } from "./trace";

interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface DrawnLine {
  readonly label: string;
  readonly color: string;
  readonly width: number;
  readonly opacity: number;
  readonly curve: Curve;
  /** Whether the line is named in the legend. */
  readonly named: boolean;
  /** Whether each point is drawn. */
  readonly dots?: boolean;
  /** Values that no line can show. */
  readonly marks?: readonly Mark[];
  /** The interval around the line, in its unbroken parts. */
  readonly band?: readonly Band[];
}

interface Picture {
  readonly title: string;
  /** What has to be said beside the picture, "" for nothing. */
  readonly note?: string;
  /** Lines that are drawn and not named. */
  readonly others?: number;
  /** Whether the chart has more lines than are in this view of it: then one alone is named, too. */
  readonly several?: boolean;
  readonly labelX: string;
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly ink: string;
  readonly faint: string;
  readonly ticksX: readonly Tick[];
  readonly ticksY: readonly Tick[];
  readonly lines: readonly DrawnLine[];
  /** Scales from values to 0..1, y upwards. */
  readonly placeX: Place;
  readonly placeY: Place;
}

const LEFT = 64;
const RIGHT = 16;
const TOP = 34;
const BOTTOM = 44;
const LINE = 18;
const LETTER = 6.6;
const LISTED = 40;
const NOTED = 110;
/** Half a point: those on an edge are drawn whole. */
const EDGE = 3;
/** Points that are drawn each are this wide. */
const DOT = 4;

export function svgText(picture: Picture): string {
  const { width, ink, faint, ground } = picture;
  const right = width - RIGHT;
  const foot = TOP + picture.height;
  const x: Place = (value) => LEFT + picture.placeX(value) * (right - LEFT);
  const y: Place = (value) => foot - picture.placeY(value) * picture.height;
  const legend = legendOf(picture, right - LEFT, foot + BOTTOM);
  const height = foot + BOTTOM + legend.height;
  const text = (left: number, top: number, anchor: string, words: string, size = 11, weight = 400): string =>
    `<text x="${short(left)}" y="${short(top)}" text-anchor="${anchor}" font-size="${size}" ` +
    `font-weight="${weight}">${escapeXml(words)}</text>`;
  const gridX = picture.ticksX.map(({ at, label }) => {
    const middle = Math.min(x(at), width - 2 - (label.length * LETTER) / 2);
    return `<path d="M${short(x(at))} ${TOP}V${foot}" stroke="${faint}"/>${text(middle, foot + 15, "middle", label)}`;
  });
  const gridY = picture.ticksY.map(
    ({ at, label }) =>
      `<path d="M${LEFT} ${short(y(at))}H${right}" stroke="${faint}"/>${text(LEFT - 6, y(at) + 4, "end", label)}`,
  );
  const lines = picture.lines.map((line) => bandOf(line, x, y, foot) + lineOf(line, x, y));
  const marks = picture.lines.map((line) =>
    marksOf(line, x, { left: LEFT, top: TOP, width: right - LEFT, height: picture.height, size: MARK_SIZE }),
  );
  const note = picture.note
    ? `<text x="${right}" y="20" text-anchor="end" font-size="11" opacity=".75">` +
      `${escapeXml(shorten(picture.note, NOTED))}</text>`
    : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<rect width="100%" height="100%" fill="${ground}"/>`,
    `<clipPath id="plot"><rect x="${LEFT - EDGE}" y="${TOP - EDGE}" ` +
      `width="${right - LEFT + 2 * EDGE}" height="${picture.height + 2 * EDGE}"/></clipPath>`,
    `<g fill="${ink}">${text(LEFT, 20, "start", picture.title, 13, 600)}${gridX.join("")}${gridY.join("")}` +
      `${text((LEFT + right) / 2, foot + 33, "middle", picture.labelX)}${note}</g>`,
    `<g fill="none" stroke-linejoin="round" stroke-linecap="round" clip-path="url(#plot)">${lines.join("")}</g>`,
    `<g fill="none" stroke-linejoin="round" stroke-linecap="round">${marks.join("")}</g>`,
    `<g fill="${ink}">${legend.text}</g>`,
    "</svg>\n",
  ].join("\n");
}

function bandOf({ band, color }: DrawnLine, x: Place, y: Place, foot: number): string {
  const pen = new SvgPen();
  for (const part of band ?? []) outline(part, x, y, foot, pen);
  return pen.d === "" ? "" : `<path d="${pen.d}" fill="${color}" fill-opacity="${STRENGTH.band}"/>`;
}

function marksOf({ marks, color }: DrawnLine, x: Place, box: MarkBox): string {
  const pen = new SvgPen();
  traceMarks(marks ?? [], x, box, pen);
  return pen.d === "" ? "" : `<path d="${pen.d}" stroke="${color}" stroke-width="${MARK_WIDTH}"/>`;
}

function lineOf({ curve, color, width, opacity, dots }: DrawnLine, x: Place, y: Place): string {
  const pen = new SvgPen();
  const lone = trace(curve, x, y, pen);
  const stroke = `stroke="${color}" stroke-opacity="${opacity}"`;
  const path = (d: string, wide: number): string =>
    d === "" ? "" : `<path d="${d}" ${stroke} stroke-width="${wide}"/>`;
  const points = dots ? Array.from(curve.x, (at, index) => [x(at), y(curve.y[index] as number)]).flat() : lone;
  let d = "";
  for (let index = 0; index < points.length; index += 2) {
    const [left, top] = [points[index] as number, points[index + 1] as number];
    if (Number.isFinite(left) && Number.isFinite(top)) d += `M${short(left)} ${short(top)}h.01`;
  }
  return path(pen.d, width) + path(d, Math.max(width, DOT));
}

function legendOf(picture: Picture, room: number, top: number): { text: string; height: number } {
  const named = picture.lines.filter((line) => line.named);
  const others = picture.others ?? 0;
  if (named.length + others < (picture.several ? 1 : 2)) return { text: "", height: 0 };
  let left = 0;
  let row = 0;
  const items = named.slice(0, LISTED).map((line) => {
    const label = shorten(line.label, 60);
    const wide = 24 + label.length * LETTER + 12;
    if (left > 0 && left + wide > room) {
      left = 0;
      row += 1;
    }
    const item =
      `<path d="M${short(LEFT + left)} ${top + row * LINE}h14" stroke="${line.color}" stroke-width="2.5"/>` +
      `<text x="${short(LEFT + left + 20)}" y="${top + row * LINE + 4}" font-size="11">${escapeXml(label)}</text>`;
    left += wide;
    return item;
  });
  const rest = named.length - items.length;
  const unnamed = [rest > 0 ? `${rest} more` : "", others > 0 ? `${others} in grey` : ""].filter(Boolean).join(", ");
  const rows = items.length > 0 ? row + 1 : 0;
  if (unnamed) {
    const words = `${items.length > 0 ? "and " : ""}${unnamed}`;
    items.push(`<text x="${LEFT}" y="${top + rows * LINE + 4}" font-size="11">${words}</text>`);
  }
  return { text: items.join(""), height: (rows + Number(unnamed !== "")) * LINE };
}

/** Path commands, relative and in tenths of a pixel. */
class SvgPen implements Pen {
  d = "";
  private x = 0;
  private y = 0;

  moveTo(x: number, y: number): void {
    this.put("M", short(x), short(y));
  }

  lineTo(x: number, y: number): void {
    this.put("L", short(x), short(y));
  }

  private put(letter: string, x: number, y: number): void {
    if (letter === "L" && x === this.x && y === this.y) return;
    this.d += `${letter}${x} ${y}`;
    this.x = x;
    this.y = y;
  }
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text as XML holds it: escaped, and without what XML cannot hold at all. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const legal = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd");
  return legal.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
