// A heat map on a canvas, in the colours of the scheme in force.
import { el } from "../core/dom";
import { cssVariable, onScheme } from "../core/page";

export interface Cell {
  /** Places as shares of width and height, origin top left. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** 0 to 1. */
  readonly heat: number;
}

/** A canvas that fills its width; drawn again when its size or the scheme changes. */
export class Heat {
  readonly canvas = el("canvas", { class: "xr-heat" });
  private cells: readonly Cell[] = [];
  private marked: Cell | null = null;

  constructor(title: string) {
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", title);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onScheme(() => this.draw());
  }

  show(cells: readonly Cell[], marked: Cell | null = null): void {
    this.cells = cells;
    this.marked = marked;
    this.draw();
  }

  /** Where the pointer is, as shares of width and height. */
  place(event: MouseEvent): { x: number; y: number } {
    const box = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }

  private draw(): void {
    const { canvas } = this;
    const width = Math.round(canvas.clientWidth * devicePixelRatio);
    const height = Math.round(canvas.clientHeight * devicePixelRatio);
    if (width === 0 || height === 0) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const ctx = canvas.getContext("2d");
    if (!ctx) return;
    ctx.clearRect(0, 0, width, height);
    ctx.fillStyle = cssVariable("--xr-c0");
    for (const cell of this.cells) {
      if (!(cell.heat > 0)) continue;
      // Whole pixels: neighbours neither overlap nor leave a gap.
      const [left, top] = [Math.round(cell.x * width), Math.round(cell.y * height)];
      ctx.globalAlpha = 0.08 + 0.92 * Math.min(1, cell.heat);
      ctx.fillRect(
        left,
        top,
        Math.max(1, Math.round((cell.x + cell.width) * width) - left),
        Math.max(1, Math.round((cell.y + cell.height) * height) - top),
      );
    }
    ctx.globalAlpha = 1;
    if (!this.marked) return;
    ctx.strokeStyle = cssVariable("--xr-text");
    ctx.lineWidth = devicePixelRatio;
    const { x, y, width: wide, height: high } = this.marked;
    ctx.strokeRect(
      Math.max(0.5, x * width),
      Math.max(0.5, y * height),
      Math.min(width - 1, wide * width),
      Math.min(height - 1, high * height - 1),
    );
  }
}
