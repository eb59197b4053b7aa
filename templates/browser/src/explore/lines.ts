// Many lines on a canvas, in pieces: ten thousand runs must not hold up the pointer.
import { heightOf, PAPER, placeOf, ratioOf, TOTAL } from "./layout";

/** Lines drawn before the browser gets a turn. */
const CHUNK = 1200;

export interface Lines {
  /** Heights in pixels by axis, one per run. */
  readonly heights: readonly Float32Array[];
  /** Runs in the order of drawing: indices into the heights, faint ones first, the best last. */
  readonly order: readonly number[];
  /** Bin of each run's colour; -1 is a run without a value, -2 one that the query leaves out. */
  readonly bins: ArrayLike<number>;
  readonly palette: readonly string[];
  readonly faint: string;
  readonly none: string;
}

export class LineCanvas {
  readonly element = document.createElement("canvas");
  private turn = 0;
  private width = 0;

  /** Draw all lines; a later call stops an earlier one. Resolves when the last line is drawn. */
  draw(lines: Lines, width: number): void {
    this.turn += 1;
    this.clear(width);
    this.chunk(lines, 0, this.turn);
  }

  /** Draw one line, over nothing else. */
  single(lines: Lines | null, index: number, color: string, width: number): void {
    this.clear(width);
    const context = this.element.getContext("2d");
    if (!context || !lines || index < 0) return;
    context.lineWidth = 2.5;
    context.strokeStyle = color;
    context.beginPath();
    this.trace(context, lines, index);
    context.stroke();
  }

  private clear(width: number): void {
    const ratio = ratioOf(this.element);
    this.width = width;
    this.element.width = Math.round(width * ratio);
    this.element.height = Math.round(TOTAL * ratio);
    this.element.style.width = `${width}px`;
    this.element.style.height = `${TOTAL}px`;
    this.element.getContext("2d")?.scale(ratio, ratio);
  }

  private chunk(lines: Lines, from: number, turn: number): void {
    const context = this.element.getContext("2d");
    if (!context || turn !== this.turn) return;
    // Paper does not wait for what is drawn later.
    const end = Math.min(lines.order.length, this.element.closest(`[${PAPER}]`) ? Infinity : from + CHUNK);
    context.lineJoin = "round";
    let bin = NaN;
    for (let place = from; place < end; place += 1) {
      const index = lines.order[place] as number;
      const next = lines.bins[index] as number;
      if (next !== bin) {
        if (!Number.isNaN(bin)) context.stroke();
        this.style(context, lines, next);
        context.beginPath();
        bin = next;
      }
      this.trace(context, lines, index);
    }
    if (!Number.isNaN(bin)) context.stroke();
    this.element.dataset.drawn = String(end);
    if (end < lines.order.length) requestAnimationFrame(() => this.chunk(lines, end, turn));
  }

  private style(context: CanvasRenderingContext2D, lines: Lines, bin: number): void {
    const many = lines.order.length > 300;
    context.lineWidth = many ? 1 : 1.4;
    context.globalAlpha = bin === -2 ? (many ? 0.25 : 0.5) : lines.order.length > 3000 ? 0.55 : 0.85;
    context.strokeStyle = bin === -2 ? lines.faint : bin < 0 ? lines.none : (lines.palette[bin] ?? lines.none);
  }

  private trace(context: CanvasRenderingContext2D, lines: Lines, index: number): void {
    const axes = lines.heights.length;
    for (let axis = 0; axis < axes; axis += 1) {
      const x = placeOf(axis, axes, this.width);
      const y = lines.heights[axis]?.[index] ?? heightOf(NaN);
      if (axis === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
}
