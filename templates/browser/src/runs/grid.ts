// The grid: SlickGrid over row numbers. It draws the rows on screen; everything else stays in the column arrays.
import "./sortable";

import { SlickGrid, type Column as SlickColumn, type CustomDataView, type GridOption } from "slickgrid";

import { el } from "../core/dom";
import type { Column } from "../core/shapes";
import { cell } from "./cells";
import { isNumeric, type RunTable } from "./table";
import { columnWidth, stretch } from "./widths";

const CHECK = "check";
const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 36;
const CHECK_WIDTH = 36;
const NARROW = 600;

export interface GridEvents {
  sort(key: string, descending: boolean): void;
  reorder(keys: string[]): void;
  select(row: number, on: boolean, range: boolean): void;
  selectAll(on: boolean): void;
}

export class RunGrid {
  private rows: readonly number[] = [];
  private selected: ReadonlySet<number> = new Set();
  private visible: readonly Column[] = [];
  private hovered: string | undefined;
  private readonly grid: SlickGrid;
  private readonly headBox: HTMLInputElement;

  constructor(
    private readonly host: HTMLElement,
    private readonly table: RunTable,
    private readonly events: GridEvents,
  ) {
    this.headBox = el("input", { type: "checkbox", "aria-label": "Select all shown runs" });
    // SlickGrid takes a falsy item for one still loading, so items are row numbers from 1.
    const source = {
      getLength: () => this.rows.length,
      getItem: (index: number) => (this.rows[index] as number) + 1,
      getItemMetadata: (index: number) => (this.selected.has(this.rows[index] as number) ? { cssClasses: "xr-selected" } : null),
    };
    this.grid = new SlickGrid(host, source as CustomDataView<unknown>, [] as SlickColumn[], options());
    this.listen();
  }

  setColumns(columns: readonly Column[]): void {
    this.visible = columns;
    this.fitColumns();
  }

  /** On a wide screen the name stays in sight while the others scroll. */
  private fitColumns(): void {
    const frozenColumn = this.visible[0]?.key === "name" && this.visible.length > 1 && this.host.clientWidth >= NARROW ? 1 : -1;
    const frozen = this.grid.getOptions().frozenColumn ?? -1;
    // SlickGrid checks a frozen column against the columns it has: let go before they change, hold after.
    if (frozen > frozenColumn) this.grid.setOptions({ frozenColumn });
    this.grid.setColumns(this.slickColumns());
    if (frozen < frozenColumn) this.grid.setOptions({ frozenColumn });
  }

  setSort(sort: { key: string; descending: boolean } | null): void {
    const index = this.visible.findIndex((column) => column.key === sort?.key);
    const id = index >= 0 ? `c${this.table.columns.indexOf(this.visible[index] as Column)}` : "";
    this.grid.setSortColumns(sort && id ? [{ columnId: id, sortAsc: !sort.descending }] : []);
    for (const head of this.host.querySelectorAll<HTMLElement>(".slick-header-column")) head.removeAttribute("aria-sort");
    this.head(id)?.setAttribute("aria-sort", sort?.descending ? "descending" : "ascending");
  }

  private head(id: string): HTMLElement | null {
    return id ? this.host.querySelector(`.slick-header-column[data-id="${id}"]`) : null;
  }

  setRows(rows: readonly number[]): void {
    this.rows = rows;
    this.fitHeight();
    this.grid.invalidate();
    this.grid.scrollRowToTop(0);
    this.syncHeadBox();
  }

  setSelected(selected: ReadonlySet<number>): void {
    this.selected = selected;
    this.grid.invalidate();
    this.syncHeadBox();
  }

  /** Take the width and height there are now. */
  resize(): void {
    this.fitHeight();
    this.fitColumns();
    this.grid.resizeCanvas();
  }

  /** As many rows as there are, at most what the window holds below the top of the grid. */
  private fitHeight(): void {
    const wanted = HEAD_HEIGHT + this.rows.length * ROW_HEIGHT + scrollbarWidth() + 2;
    const room = Math.max(320, window.innerHeight - Math.min(this.host.getBoundingClientRect().top + window.scrollY, 260) - 24);
    const height = `${Math.min(wanted, room)}px`;
    if (this.host.style.height === height) return;
    this.host.style.height = height;
    this.grid.resizeCanvas();
  }

  private slickColumns(): SlickColumn[] {
    const narrow = this.host.clientWidth < NARROW;
    const widths = this.visible.map((column) => columnWidth(column, this.table.count, narrow));
    const flexible = this.visible.map((column) => !isNumeric(column) && column.kind !== "spark" && column.kind !== "status");
    const fitted = stretch(widths, flexible, this.host.clientWidth - CHECK_WIDTH - scrollbarWidth());
    return [this.checkColumn(), ...this.visible.map((column, index) => this.slickColumn(column, fitted[index] as number))];
  }

  private checkColumn(): SlickColumn {
    return {
      id: CHECK,
      field: CHECK,
      name: this.headBox,
      width: CHECK_WIDTH,
      resizable: false,
      sortable: false,
      reorderable: false,
      cssClass: "xr-check",
      headerCssClass: "xr-check",
      formatter: (_row, _cell, _value, _column, item: number) => {
        const row = item - 1;
        const box = el("input", { type: "checkbox", tabindex: -1, "aria-label": `Select ${this.table.name(row)}` });
        box.checked = this.selected.has(row);
        return box;
      },
    };
  }

  private slickColumn(column: Column, width: number): SlickColumn {
    const numeric = isNumeric(column);
    const unit = column.unit ? ` (${column.unit})` : "";
    return {
      id: `c${this.table.columns.indexOf(column)}`,
      field: column.key,
      name: column.label,
      toolTip: `${column.group}: ${column.label}${unit}${column.direction ? `, ${column.direction === "max" ? "higher" : "lower"} is better` : ""}`,
      width,
      minWidth: 44,
      sortable: column.kind !== "spark",
      defaultSortAsc: !numeric || column.direction === "min",
      cssClass: numeric ? "num" : column.key === "name" ? "name" : "",
      headerCssClass: numeric ? "num" : "",
      formatter: (_row, _cell, _value, _column, item: number) => cell(this.table, column, item - 1),
    };
  }

  private listen(): void {
    const { grid } = this;
    grid.onSort.subscribe((_event, args) => {
      const [first] = "sortCols" in args ? (args.sortCols ?? []) : [args];
      const column = this.bySlickId(String(first?.sortCol?.id ?? ""));
      if (column) this.events.sort(column.key, !first?.sortAsc);
    });
    grid.onColumnsReordered.subscribe(() => {
      this.visible = grid.getColumns().flatMap((column) => this.bySlickId(String(column.id)) ?? []);
      this.events.reorder(this.visible.map((column) => column.key));
    });
    grid.onClick.subscribe((event, { row, cell: index }) => {
      if (grid.getColumns()[index]?.id !== CHECK) return;
      const native = event.getNativeEvent<MouseEvent>();
      this.toggle(row, native.shiftKey);
    });
    grid.onKeyDown.subscribe((event, { row, cell: index }) => {
      const native = event.getNativeEvent<KeyboardEvent>();
      if (native.key === "Tab") {
        event.stopImmediatePropagation(); // Tab leaves the table, as everywhere; arrows move in it.
      } else if (native.key === " ") {
        native.preventDefault();
        this.toggle(row, native.shiftKey);
      } else if (native.key === "Enter") {
        grid.getCellNode(row, index)?.parentElement?.querySelector<HTMLAnchorElement>("a[href]")?.click();
      }
    });
    this.host.addEventListener("pointerover", (event) => this.hover(event.target));
    this.host.addEventListener("pointerleave", () => this.hover(null));
    this.headBox.addEventListener("click", (event) => {
      event.stopPropagation();
      this.events.selectAll(this.headBox.checked);
    });
  }

  /** A row is two elements when columns are frozen: both light up. */
  private hover(target: EventTarget | null): void {
    const row = target instanceof Element ? target.closest<HTMLElement>(".slick-row")?.dataset["row"] : undefined;
    if (row === this.hovered) return;
    for (const lit of this.host.querySelectorAll(".slick-row.xr-hovered")) lit.classList.remove("xr-hovered");
    this.hovered = row;
    if (row === undefined) return;
    for (const part of this.host.querySelectorAll(`.slick-row[data-row="${row}"]`)) part.classList.add("xr-hovered");
  }

  private toggle(index: number, range: boolean): void {
    const row = this.rows[index];
    if (row !== undefined) this.events.select(row, !this.selected.has(row), range);
  }

  private bySlickId(id: string): Column | undefined {
    return id.startsWith("c") && id !== CHECK ? this.table.columns[Number(id.slice(1))] : undefined;
  }

  private syncHeadBox(): void {
    const chosen = this.rows.filter((row) => this.selected.has(row)).length;
    this.headBox.checked = chosen > 0 && chosen === this.rows.length;
    this.headBox.indeterminate = chosen > 0 && chosen < this.rows.length;
  }
}

/** What a scroll bar takes away: nothing where it lies over the content. */
function scrollbarWidth(): number {
  const probe = el("div");
  probe.style.cssText = "position:absolute;visibility:hidden;width:50px;height:50px;overflow:scroll";
  document.body.append(probe);
  const width = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return width;
}

function options(): GridOption {
  return {
    enableHtmlRendering: false, // a name or value of a run is text, whatever it looks like
    enableCellNavigation: true,
    enableColumnReorder: true,
    enableTextSelectionOnCells: true,
    rowHeight: ROW_HEIGHT,
    multiColumnSort: false,
    fullWidthRows: true,
    explicitInitialization: false,
    suppressCssChangesOnHiddenInit: true,
  };
}
