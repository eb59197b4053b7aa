// What follows the cursor lies on a layer of its own: hundreds of lines below it stay as they are.
import type uPlot from "uplot";

import { el } from "../core/dom";
import { runColor } from "../core/page";
import type { Hover } from "./hover";
import { MANY } from "./looks";
import type { Model } from "./model";
import { type Box, type Places, paintHot, paintPoint } from "./paint";

export class Layer {
  readonly canvas = el("canvas", { class: "xr-layer" });

  paint(plot: uPlot, model: Model, hot: string, hover: Hover | null, placesIn: (box: Box) => Places): void {
    const ctx = this.prepared(plot);
    if (!ctx) return;
    const places = placesIn({ left: 0, top: 0, width: this.canvas.width, height: this.canvas.height });
    const line = model.lines.length > 1 && model.lines.find(({ source }) => source.id === hot);
    if (line) paintHot(ctx, line, places, true);
    const many = model.lines.length > MANY;
    for (const item of hover?.items ?? []) {
      if (many && item.id !== hot) continue;
      paintPoint(ctx, runColor(item.color), places, item.x, item.smoothed ?? item.raw);
    }
  }

  /**
   * Empty, and over the plotting area. Nothing of the page is measured or moved while that stays: it would be laid out
   * anew.
   */
  private prepared(plot: uPlot): CanvasRenderingContext2D | null {
    const { canvas } = this;
    const { left, top, width, height } = plot.bbox;
    const ratio = devicePixelRatio;
    const style = `left:${left / ratio}px;top:${top / ratio}px;width:${width / ratio}px;height:${height / ratio}px`;
    if (canvas.dataset.at !== style) {
      canvas.dataset.at = style;
      canvas.style.cssText = style;
      canvas.width = Math.round(width);
      canvas.height = Math.round(height);
    }
    const ctx = canvas.getContext("2d");
    ctx?.clearRect(0, 0, canvas.width, canvas.height);
    return ctx;
  }
}
