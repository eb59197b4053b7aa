// The scatter: any two of params and metrics, a third as colour; a marked rectangle is two filters.
import { el } from "../core/dom";
import type { RunTable } from "../core/runtable";
import { type Brush, brushAt } from "./brush";
import type { Colours } from "./colour";
import { checkbox, colourKey, fieldSelect, tipOf } from "./controls";
import { type Field, numberOf } from "./field";
import { PointPlot } from "./points";
import { canLog, type Scale, scaleOf, wantsLog } from "./scale";

interface ScatterView {
  readonly fields: readonly Field[];
  readonly rows: readonly number[];
  readonly lit: ReadonlySet<number>;
  readonly x: Field;
  readonly y: Field;
  readonly logX: boolean | null;
  readonly logY: boolean | null;
  readonly colours: Colours;
}

interface ScatterActions {
  choose(what: "x" | "y" | "color", key: string): void;
  log(what: "logX" | "logY", on: boolean): void;
  brush(brushes: readonly (readonly [Field, Brush | null])[]): void;
  open(row: number): void;
}

export class Scatter {
  readonly element: HTMLElement;
  private readonly bar = el("div", { class: "xr-toolbar" });
  private readonly key = el("p", { class: "xr-muted xr-explore-key" });
  private readonly plot: PointPlot;
  private view: ScatterView | null = null;
  private scales: [Scale, Scale] | null = null;

  constructor(
    table: RunTable,
    private readonly actions: ScatterActions,
  ) {
    this.plot = new PointPlot({
      tip: (index) => {
        const { rows, x, y, colours } = this.view as ScatterView;
        return tipOf(table, rows[index] as number, [x, y, colours.field]);
      },
      open: (index) => actions.open(this.view?.rows[index] as number),
      brush: (x, y) => this.brush(x, y),
    });
    this.element = el(
      "section",
      { class: "xr-section", "data-xr-scatter": true },
      el("h2", {}, "Scatter"),
      this.bar,
      this.plot.element,
      this.key,
    );
  }

  show(view: ScatterView): void {
    this.view = view;
    const { x, y, rows, colours, lit } = view;
    this.scales = [scaleOf(x, view.logX), scaleOf(y, view.logY)];
    this.showControls(view);
    this.plot.show({
      scaleX: this.scales[0],
      scaleY: this.scales[1],
      labelX: x.label,
      labelY: y.label,
      x: rows.map((row) => numberOf(x, row)),
      y: rows.map((row) => numberOf(y, row)),
      palette: colours.palette(),
      bins: rows.map((row) => (lit.has(row) ? colours.bin(row) : -2)),
      about: `${lit.size} runs as points: ${x.label} across, ${y.label} up, coloured by ${colours.field.label}`,
    });
    this.key.replaceChildren(
      colourKey(colours),
      el("span", { class: "xr-hint" }, "Drag a rectangle to filter; click a point to open its run."),
    );
  }

  private showControls({ fields, x, y, logX, logY, colours }: ScatterView): void {
    const focused = this.bar.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-what")
      : null;
    const numbered = fields.filter((field) => field.levels === null || field.levels.length <= 30);
    const controls = [
      fieldSelect("x", numbered, x.key, (key) => this.actions.choose("x", key)),
      checkbox("log x", logX ?? wantsLog(x), (on) => this.actions.log("logX", on), !canLog(x)),
      fieldSelect("y", numbered, y.key, (key) => this.actions.choose("y", key)),
      checkbox("log y", logY ?? wantsLog(y), (on) => this.actions.log("logY", on), !canLog(y)),
      fieldSelect("colour", numbered, colours.field.key, (key) => this.actions.choose("color", key)),
    ];
    controls.forEach((label, index) => label.querySelector("select, input")?.setAttribute("data-what", String(index)));
    this.bar.replaceChildren(...controls);
    if (focused) this.bar.querySelector<HTMLElement>(`[data-what="${CSS.escape(focused)}"]`)?.focus();
  }

  private brush(across: readonly [number, number], up: readonly [number, number]): void {
    if (!this.view || !this.scales) return;
    const { x, y } = this.view;
    this.actions.brush([
      [x, brushAt(x, this.scales[0], ...across)],
      [y, brushAt(y, this.scales[1], ...up)],
    ]);
  }
}
