// Choosing runs: a list with a filter. The first thing on an empty compare page, and behind "Add runs" later.
import { button, el } from "../core/dom";
import { cellText, type RunTable } from "../core/runtable";
import { QueryMatcher } from "../query/match";

const SHOWN = 100;

export class Picker {
  readonly element: HTMLElement;
  private readonly list = el("div", { class: "xr-picker-list", role: "group", "aria-label": "Runs" });
  private readonly note = el("p", { class: "xr-muted", role: "status" });
  private readonly input: HTMLInputElement;
  private readonly done: HTMLButtonElement;
  private readonly filter: QueryMatcher;

  constructor(
    private readonly table: RunTable,
    private readonly chosen: Set<number>,
    finish: (rows: readonly number[]) => void,
  ) {
    this.filter = new QueryMatcher(table);
    this.input = el("input", {
      class: "xr-input",
      type: "search",
      placeholder: "Filter: words, tag:prod, lr<=1e-3",
      "aria-label": "Filter runs",
    });
    this.input.addEventListener("input", () => this.show());
    this.done = button("", () => finish([...this.chosen]), { "data-kind": "primary" });
    const bar = el("div", { class: "xr-toolbar" }, this.input, this.done, this.note);
    this.element = el("div", { class: "xr-card xr-picker" }, bar, this.list);
    this.show();
  }

  focus(): void {
    this.input.focus();
  }

  private show(): void {
    const found = this.filter.apply(this.input.value, this.table.rows);
    const others = found.filter((row) => !this.chosen.has(row)).slice(0, SHOWN);
    this.list.replaceChildren(...[...this.chosen, ...others].map((row) => this.item(row)));
    const more = found.length > SHOWN ? `, the first ${SHOWN} are listed` : "";
    const count = found.length === 0 ? "No run matches" : `${found.length} of ${this.table.count} runs${more}`;
    this.note.textContent = [count, this.filter.said(this.input.value)].filter(Boolean).join(". ");
    this.count();
  }

  private item(row: number): HTMLElement {
    const box = el("input", { type: "checkbox" });
    box.checked = this.chosen.has(row);
    box.addEventListener("change", () => {
      if (box.checked) this.chosen.add(row);
      else this.chosen.delete(row);
      this.count();
    });
    const facts = ["task", "algorithm", "status", "started"].flatMap((key) => this.table.column(key) ?? []);
    const about = facts
      .map((column) => cellText(column, row))
      .filter((text) => text && text !== "–")
      .join(" · ");
    const dot = el("span", { class: "xr-dot", "data-xr-color": this.table.color(row) });
    return el("label", {}, box, dot, el("span", {}, this.table.name(row)), el("small", { class: "xr-muted" }, about));
  }

  private count(): void {
    const { size } = this.chosen;
    this.done.disabled = size === 0;
    this.done.textContent = size === 0 ? "Choose runs" : size === 1 ? "Show 1 run" : `Compare ${size} runs`;
  }
}
