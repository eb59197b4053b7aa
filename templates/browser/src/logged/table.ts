// A logged table: sort by a column, filter by words, all rows on demand, CSV.
import { button, el } from "../core/dom";
import { fileName, saveText } from "../core/files";
import type { TableEntry } from "../core/shapes/logged";
import type { Raw } from "../core/shapes/runs";
import type { Frame, Show } from "./frames";
import { cellText, isNumeric, type Order, pickRows, rowsToCsv, shortCell } from "./rows";

const FIRST = 100;

export function tableViewer(body: HTMLElement, key: string, frames: readonly Frame<TableEntry>[]): Show {
  return (index) => {
    const before = body.querySelectorAll<HTMLInputElement>("input[type=search]");
    const queries = [...before].map((input) => input.value);
    body.replaceChildren(
      ...(frames[index]?.entries ?? []).map((entry, at) => new TableView(key, entry, queries[at] ?? "").element),
    );
  };
}

class TableView {
  readonly element: HTMLElement;
  private order: Order | null = null;
  private all = false;
  private readonly numeric: readonly boolean[];
  private readonly heads: HTMLTableCellElement[];
  private readonly rows = el("tbody");
  private readonly note = el("span", { class: "xr-muted", role: "status" });
  private readonly more: HTMLButtonElement;
  private readonly filter: HTMLInputElement;

  constructor(
    key: string,
    private readonly entry: TableEntry,
    query: string,
  ) {
    const { columns, rows } = entry;
    this.numeric = columns.map((_, column) => isNumeric(rows, column));
    this.filter = el("input", {
      class: "xr-input",
      type: "search",
      placeholder: "Filter rows",
      "aria-label": `Filter rows of ${key}`,
      value: query,
    });
    this.filter.addEventListener("input", () => this.show());
    this.more = button("", () => {
      this.all = true;
      this.show();
    });
    const csv = button("CSV", () => saveText(fileName(key, "csv"), rowsToCsv(columns, rows)), {
      title: "Save all rows of this table that were kept",
    });
    this.heads = columns.map((name, column) => this.head(name, column));
    const table = el("table", { class: "xr-table" }, el("thead", {}, el("tr", {}, ...this.heads)), this.rows);
    const scroll = el(
      "div",
      { class: "xr-scroll", "data-tall": true, tabindex: 0, role: "group", "aria-label": key },
      table,
    );
    this.element = el("div", {}, el("div", { class: "xr-toolbar" }, this.filter, this.note, this.more, csv), scroll);
    this.show();
  }

  private head(name: string, column: number): HTMLTableCellElement {
    const cell = el(
      "th",
      { scope: "col", class: this.numeric[column] ? "num" : null, "data-xr-sortable": true, tabindex: 0 },
      name,
    );
    const sort = (): void => {
      // Numbers are first wanted largest first, texts from A; once more turns the order round.
      const descending = this.order?.column === column ? !this.order.descending : (this.numeric[column] ?? false);
      this.order = { column, descending };
      this.show();
    };
    cell.addEventListener("click", sort);
    cell.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort();
    });
    return cell;
  }

  private show(): void {
    const { rows, columns, count } = this.entry;
    const found = pickRows(rows, this.filter.value, this.order);
    const shown = this.all ? found : found.slice(0, FIRST);
    this.rows.replaceChildren(
      ...shown.map((row) =>
        el("tr", {}, ...columns.map((_, column) => this.cell(rows[row]?.[column] ?? null, column))),
      ),
    );
    this.heads.forEach((head, column) => {
      if (this.order?.column === column)
        head.setAttribute("aria-sort", this.order.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.more.hidden = shown.length === found.length;
    this.more.textContent = `Show all ${found.length}`;
    const kept = count !== undefined && count > rows.length ? `, the first ${rows.length} of ${count} were kept` : "";
    this.note.textContent =
      (found.length < rows.length
        ? `${found.length} of ${rows.length} rows`
        : `${rows.length} ${rows.length === 1 ? "row" : "rows"}`) + kept;
  }

  private cell(raw: Raw, column: number): HTMLElement {
    const text = shortCell(raw);
    const full = cellText(raw);
    if (raw === null)
      return el(
        "td",
        { class: this.numeric[column] ? "num" : null },
        el("span", { class: "xr-missing", "data-what": "null", title: "null" }, "null"),
      );
    return el(
      "td",
      { class: this.numeric[column] ? "num" : "text", title: text === full || full.length > 200 ? null : full },
      text,
    );
  }
}
