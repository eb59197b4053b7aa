// The Pareto front of two metrics: drawn as a step line, its members in a table.
import { el } from "../core/dom";
import { joinList } from "../core/hash";
import { root } from "../core/page";
import type { RunTable } from "../core/runtable";
import type { Colours } from "./colour";
import { fieldSelect, tipOf, valueText } from "./controls";
import { type Field, numberOf } from "./field";
import { type Direction, frontSteps, paretoFront } from "./pareto";
import { PointPlot } from "./points";
import { scaleOf } from "./scale";

interface FrontView {
  /** Fields whose good direction is known. */
  readonly fields: readonly Field[];
  readonly rows: readonly number[];
  readonly lit: ReadonlySet<number>;
  readonly x: Field;
  readonly y: Field;
  readonly colours: Colours | null;
}

const LISTED = 50;

export class Front {
  readonly element: HTMLElement;
  private readonly bar = el("div", { class: "xr-toolbar" });
  private readonly list = el("div");
  private readonly plot: PointPlot;
  private view: FrontView | null = null;
  /** Members that the reader took out of the comparison. */
  private readonly left = new Set<number>();

  constructor(
    private readonly table: RunTable,
    private readonly actions: { choose(what: "x" | "y", key: string): void; open(row: number): void },
  ) {
    this.plot = new PointPlot(
      {
        tip: (index) => tipOf(table, this.view?.rows[index] as number, this.view ? [this.view.x, this.view.y] : []),
        open: (index) => actions.open(this.view?.rows[index] as number),
      },
      260,
    );
    const lede = "Runs that no other run beats in one metric without being worse in the other.";
    this.element = el(
      "section",
      { class: "xr-section", "data-xr-front": true },
      el("h2", {}, "Trade-off"),
      el("p", { class: "xr-muted" }, lede),
      this.bar,
      this.plot.element,
      this.list,
    );
  }

  show(view: FrontView): void {
    this.view = view;
    const { x, y, rows, lit, fields } = view;
    const focused = this.bar.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    this.bar.replaceChildren(
      fieldSelect("across", fields, x.key, (key) => this.actions.choose("x", key)),
      fieldSelect("up", fields, y.key, (key) => this.actions.choose("y", key)),
    );
    if (focused) this.bar.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    const [xs, ys] = [x, y].map((field) => rows.map((row) => (lit.has(row) ? numberOf(field, row) : NaN))) as [
      number[],
      number[],
    ];
    const front = paretoFront(xs, ys, [x.direction as Direction, y.direction as Direction]);
    const members = front.map((index) => rows[index] as number);
    this.plot.show({
      scaleX: scaleOf(x),
      scaleY: scaleOf(y),
      labelX: `${x.label} (${x.direction === "min" ? "less" : "more"} is better)`,
      labelY: `${y.label} (${y.direction === "min" ? "less" : "more"} is better)`,
      x: rows.map((row) => numberOf(x, row)),
      y: rows.map((row) => numberOf(y, row)),
      palette: view.colours?.palette() ?? [],
      bins: rows.map((row) => (lit.has(row) ? (view.colours?.bin(row) ?? -1) : -2)),
      ringed: front,
      steps: frontSteps(front.map((index) => [xs[index] as number, ys[index] as number])),
      about: `Pareto front of ${x.label} and ${y.label}: ${members
        .map((row) => this.table.name(row))
        .slice(0, 20)
        .join(", ")}`,
    });
    this.showList(members, x, y);
  }

  private showList(members: readonly number[], x: Field, y: Field): void {
    if (members.length === 0) {
      this.list.replaceChildren(
        el("p", { class: "xr-empty" }, "No run that the filter lets through has both metrics."),
      );
      return;
    }
    const compare = el("a", { class: "xr-button" });
    const count = (): void => {
      const kept = members.filter((row) => !this.left.has(row)).slice(0, LISTED);
      compare.hidden = kept.length === 0;
      compare.textContent = `Compare ${kept.length} ${kept.length === 1 ? "run" : "runs"} of the front`;
      compare.href = `${root()}compare.html#runs=${joinList(kept.map((row) => this.table.slug(row)))}`;
    };
    const rows = members.slice(0, LISTED).map((row) => {
      const box = el("input", { type: "checkbox", "aria-label": `Compare ${this.table.name(row)}` });
      box.checked = !this.left.has(row);
      box.addEventListener("change", () => {
        if (box.checked) this.left.delete(row);
        else this.left.add(row);
        count();
      });
      const link = el("a", { href: root() + this.table.page(row) }, this.table.name(row));
      return el(
        "tr",
        {},
        el("td", {}, box),
        el("th", { scope: "row" }, link),
        el("td", { class: "num" }, valueText(x, row)),
        el("td", { class: "num" }, valueText(y, row)),
      );
    });
    const head = el(
      "tr",
      {},
      el("td"),
      el("th", { scope: "col" }, "run"),
      el("th", { scope: "col", class: "num" }, x.label),
      el("th", { scope: "col", class: "num" }, y.label),
    );
    const table = el("table", { class: "xr-table" }, el("thead", {}, head), el("tbody", {}, ...rows));
    const more =
      members.length > LISTED
        ? [el("p", { class: "xr-muted" }, `The first ${LISTED} of ${members.length} are listed.`)]
        : [];
    count();
    this.list.replaceChildren(
      el(
        "div",
        { class: "xr-scroll xr-front-list", tabindex: 0, role: "group", "aria-label": "Runs of the front" },
        table,
      ),
      ...more,
      compare,
    );
  }
}
