// A chart as a file: the data in view as PNG, SVG or CSV, made here. Loaded when the first is asked for.
import { el, toast } from "../core/dom";
import { fileName, saveFile, saveText } from "../core/files";
import { cssVariable, runColor } from "../core/page";
import { placer } from "../core/spans";
import { axisLabel } from "./axis";
import { bandParts } from "./band";
import type { Chart } from "./chart";
import { chartToCsv } from "./csv";

import { MANY, ROOM, STRENGTH } from "./looks";
import type { Drawn } from "./model";
import { type DrawnLine, svgText } from "./svg";
import { envelope } from "./view";

const WIDTH = 900;
const HEIGHT = 420;
const SCALE = 2;

export type Form = "PNG" | "SVG" | "CSV";

/** Offer what is in view as a file. */
export function saveChart(chart: Chart, form: Form): void {
  const { title } = chart.options;
  if (form === "PNG") savePng(chart);
  else if (form === "SVG") saveText(fileName(title, "svg"), svgOf(chart), "image/svg+xml");
  else saveText(fileName(title, "csv"), csvOf(chart));
}

/** The chart as SVG, as it is on the screen: of each line what this width can show, all spikes kept. */
function svgOf(chart: Chart): string {
  const range = chart.seenRange();
  if (!range) return "";
  const { model, group } = chart;
  const many = model.lines.length > MANY;
  const [min, max] = range.x;
  const kept = (line: Drawn): boolean => model.kept(line) || line.source.id === group.hot;
  const present = model.seen(range.x);
  const lines = present.flatMap((one): DrawnLine[] => {
    const { source, raw, smoothed, band, marks } = one;
    const named = kept(one);
    const shown = {
      label: source.label,
      color: named ? runColor(source.color) : cssVariable("--xr-faint"),
      width: named ? 1.6 : 1,
    };
    const flat = model.logX ? Math.log10 : undefined;
    const seen = (curve: typeof raw): typeof raw => envelope(curve, min, max, WIDTH, flat);
    const main = seen(smoothed ?? raw);
    const around = band && model.kept(one) ? { band: bandParts(band, min, max, WIDTH, flat) } : {};
    const line = {
      ...shown,
      ...around,
      opacity: 1,
      named,
      curve: main,
      marks,
      dots: !many && main.x.length * ROOM <= WIDTH,
    };
    return smoothed
      ? [{ ...shown, opacity: named ? STRENGTH.raw : STRENGTH.rawOfMany, named: false, curve: seen(raw) }, line]
      : [line];
  });
  return svgText({
    title: titleOf(chart),
    note: [
      group.settings.smoothing > 0
        ? `smoothed by ${group.settings.smoothing.toFixed(3).replace(/0$/, "")}, raw beneath`
        : "",
      chart.note(),
    ]
      .filter(Boolean)
      .join(" · "),
    several: model.lines.length > 1,
    others: present.filter((line) => !kept(line)).length,
    labelX: axisLabel(model.axis),
    width: WIDTH,
    height: HEIGHT,
    ground: cssVariable("--xr-bg"),
    ink: cssVariable("--xr-text"),
    faint: cssVariable("--xr-line"),
    ticksX: range.ticksX
      .filter(({ at }) => at >= min && at <= max)
      .map(({ at, label }) => ({ at, label: label.replace("\n", " ") })),
    ticksY: range.ticksY,
    lines: lines.sort((a, b) => Number(a.named) - Number(b.named)),
    placeX: placer(...range.x, model.logX, 0, 1),
    placeY: placer(...range.y, group.settings.logY, 0, 1),
  });
}

/** What y is, with its unit. */
function titleOf({ options: { title, unit } }: Chart): string {
  return unit ? `${title} (${unit})` : title;
}

function csvOf(chart: Chart): string {
  const lines = chart.model.lines.map(({ source, raw, smoothed, band }) => ({
    label: source.label,
    raw,
    smoothed,
    band,
  }));
  return chartToCsv(lines, axisLabel(chart.model.axis), titleOf(chart), chart.seenRange()?.x);
}

/** The same picture as the SVG, in pixels. */
function savePng(chart: Chart): void {
  const failed = (): void => toast("The picture could not be made: save it as SVG");
  const image = new Image();
  image.onerror = failed;
  image.onload = () => {
    const canvas = el("canvas", { width: image.naturalWidth * SCALE, height: image.naturalHeight * SCALE });
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => (blob ? saveFile(fileName(chart.options.title, "png"), blob) : failed()), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(chart))}`;
}
