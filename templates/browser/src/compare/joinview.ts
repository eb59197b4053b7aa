// Logged tables of several runs as one: a row per key, runs side by side within each column, differing cells marked.
import { el } from "../core/dom";
import type { TableEntry } from "../core/shapes/logged";
import type { Raw } from "../core/shapes/runs";
import { cellText, shortCell } from "../logged/rows";
import { type JoinedRow, joinTables } from "./join";
import type { ObjectRun } from "./objectrun";

const MOST_ROWS = 200;

export class JoinView {
  readonly element: HTMLElement;
  private tables: readonly (TableEntry | undefined)[] = [];
  private readonly select = el("select", { class: "xr-input", "aria-label": "Join rows by" });
  private readonly only = el("input", { type: "checkbox" });
  private readonly note = el("span", { class: "xr-muted", role: "status" });
  private readonly host = el("div", {
    class: "xr-scroll",
    "data-tall": true,
    tabindex: 0,
    role: "group",
    "aria-label": "Joined rows",
  });
  private readonly labels: readonly HTMLElement[];

  constructor(
    private readonly runs: readonly ObjectRun[],
    private on: string,
    chosen: (column: string) => void,
  ) {
    this.labels = runs.map(() => el("span", { class: "xr-view-step" }));
    this.select.addEventListener("change", () => chosen(this.select.value));
    this.only.addEventListener("change", () => this.draw());
    const names = runs.map((run, index) =>
      el(
        "span",
        { class: "xr-compare-name" },
        el("span", { class: "xr-dot", "data-xr-color": run.color }),
        run.name,
        this.labels[index],
      ),
    );
    const bar = el(
      "div",
      { class: "xr-toolbar" },
      el("label", {}, "Joined by", this.select),
      el("label", {}, this.only, "Only rows that differ"),
      this.note,
    );
    this.element = el("div", {}, bar, el("div", { class: "xr-legend xr-compare-legend" }, ...names), this.host);
  }

  /** Where the step of a run's table is said. */
  label(run: ObjectRun): HTMLElement {
    return this.labels[this.runs.indexOf(run)] ?? el("span");
  }

  show(tables: readonly (TableEntry | undefined)[]): void {
    this.tables = [...tables];
    this.draw();
  }

  join(on: string): void {
    this.on = on;
    this.draw();
  }

  private draw(): void {
    const runs = this.runs.filter((_, index) => this.tables[index] !== undefined);
    const tables = this.tables.filter((table) => table !== undefined);
    const joined = joinTables(tables, this.on);
    this.select.replaceChildren(
      ...joined.offered.map((name) => el("option", { value: name, selected: name === joined.on }, name)),
    );
    const differing = joined.rows.filter(({ differs }) => differs.some(Boolean));
    const found = this.only.checked ? differing : joined.rows;
    const shown = found.slice(0, MOST_ROWS);
    this.note.textContent = [
      `${differing.length} of ${joined.rows.length} rows differ`,
      found.length > shown.length ? `the first ${shown.length} are shown` : "",
      joined.repeated > 0 ? `${joined.repeated} rows left out whose ${joined.on} came before` : "",
      tables.some(({ count, rows }) => count !== undefined && count > rows.length) ? "of the rows that were kept" : "",
    ]
      .filter(Boolean)
      .join("; ");
    const numeric = joined.columns.map((_, at) =>
      joined.rows.some((row) => row.cells[at]?.some((raw) => typeof raw === "number")),
    );
    const top = el(
      "tr",
      {},
      el("th", { rowspan: 2, scope: "col" }, joined.on),
      ...joined.columns.map((name) => el("th", { scope: "colgroup", colspan: runs.length, "data-first": true }, name)),
    );
    const dots = joined.columns.flatMap((_, at) =>
      runs.map((run, index) =>
        el(
          "th",
          { scope: "col", class: numeric[at] ? "num" : null, title: run.name, "data-first": index === 0 },
          el("span", { class: "xr-dot", "data-xr-color": run.color, role: "img", "aria-label": run.name }),
        ),
      ),
    );
    const table = el(
      "table",
      { class: "xr-table xr-compare-joined" },
      el("thead", {}, top, el("tr", {}, ...dots)),
      el("tbody", {}, ...shown.map((row) => rowOf(row, numeric))),
    );
    this.host.replaceChildren(table);
  }
}

function rowOf(row: JoinedRow, numeric: readonly boolean[]): HTMLElement {
  const cells = row.cells.flatMap((byTable, at) =>
    byTable.map((raw, index) => cellOf(raw, byTable[0], index, numeric[at] ?? false)),
  );
  return el(
    "tr",
    { "data-differs": row.differs.some(Boolean) },
    el("th", { scope: "row" }, row.key === null ? nullMark() : shortCell(row.key)),
    ...cells,
  );
}

function cellOf(raw: Raw | undefined, first: Raw | undefined, index: number, numeric: boolean): HTMLElement {
  const differs =
    index > 0 &&
    (raw === undefined || first === undefined
      ? raw !== first
      : typeof raw !== typeof first || cellText(raw) !== cellText(first));
  const props = { class: numeric ? "num" : "text", "data-differs": differs, "data-first": index === 0 };
  if (raw === undefined)
    return el("td", props, el("span", { class: "xr-missing", title: "not in this run's table" }, "–"));
  if (raw === null) return el("td", props, nullMark());
  const full = cellText(raw);
  const text = shortCell(raw);
  return el("td", { ...props, title: text === full || full.length > 200 ? null : full }, text);
}

function nullMark(): HTMLElement {
  return el("span", { class: "xr-missing", "data-what": "null" }, "null");
}
