// The grid: SlickGrid over lines. It draws the lines on screen; everything else stays in the column arrays.
import { SlickGrid, type Column as SlickColumn, type CustomDataView, type GridOption } from "slickgrid";

import { el } from "../core/dom";
import type { Column } from "../core/shapes";
import { cell, type Context } from "./cells";
import { Heads } from "./heads";
import type { Line } from "./lines";
import { isMeasure } from "./looks";
import { isNumeric } from "./table";
import { columnWidth, stretch } from "./widths";

const CHECK = "check";
const ROW_HEIGHT = 32;
const HEAD_HEIGHT = 36;
const CHECK_WIDTH = 36;
const NARROW = 600;
/** Room for a distance to the baseline, and for "± 0.0123" of a group. */
const BESIDE = 62;

export interface GridEvents {
  sort(key: string, descending: boolean): void;
  reorder(keys: string[]): void;
  select(row: number, on: boolean, range: boolean): void;
  selectGroup(group: string, on: boolean): void;
  selectAll(on: boolean): void;
  toggleGroup(group: string): void;
  columnMenu(column: Column, opener: HTMLElement): void;
  rowMenu(row: number, opener: HTMLElement): void;
  press(row: number, key: string): void;
  hover(line: Line | undefined): void;
}

export class RunGrid {
  private lines: readonly Line[] = [];
  private selected: ReadonlySet<number> = new Set();
  private visible: readonly Column[] = [];
  private hovered: string | undefined;
  private frozen = 1;
  private readonly grid: SlickGrid;
  private readonly heads: Heads;
  private readonly headBox: HTMLInputElement;

  constructor(
    private readonly host: HTMLElement,
    private context: Context,
    private readonly events: GridEvents,
  ) {
    this.headBox = el("input", { type: "checkbox", "aria-label": "Select all shown runs" });
    const source = {
      getLength: () => this.lines.length,
      getItem: (index: number) => this.lines[index],
      getItemMetadata: (index: number) => this.metadata(this.lines[index]),
    };
    this.grid = new SlickGrid(host, source as CustomDataView<unknown>, [] as SlickColumn[], options());
    this.heads = new Heads(host, this.grid, (id) => this.bySlickId(id), { ...events, sort: (column) => this.sortByKey(column), move: (column, to) => this.move(column, to) });
    this.listen();
  }

  /** Before the lines, which are drawn by it. */
  setContext(context: Context): void {
    this.context = context;
  }

  setColumns(columns: readonly Column[], frozen: number): void {
    this.visible = columns;
    this.frozen = frozen;
    this.fitColumns();
  }

  /** On a wide screen the first columns stay in sight while the others scroll. */
  private fitColumns(): void {
    const columns = this.slickColumns();
    const room = this.host.clientWidth;
    let frozenColumn = room >= NARROW && this.frozen > 0 && this.visible.length > this.frozen ? this.frozen : -1;
    const taken = (count: number): number => columns.slice(0, count + 1).reduce((sum, column) => sum + (column.width ?? 0), 0);
    while (frozenColumn > 0 && taken(frozenColumn) > room * 0.7) frozenColumn -= 1; // what scrolls needs room too
    if (frozenColumn === 0) frozenColumn = -1;
    const before = this.grid.getOptions().frozenColumn ?? -1;
    // SlickGrid checks a frozen column against the columns it has: let go before they change, hold after.
    if (before > frozenColumn) this.grid.setOptions({ frozenColumn });
    this.grid.setColumns(columns);
    if (before < frozenColumn) this.grid.setOptions({ frozenColumn });
    this.heads.tidy();
  }

  setSort(sort: { key: string; descending: boolean } | null): void {
    const index = this.visible.findIndex((column) => column.key === sort?.key);
    const id = index >= 0 ? this.slickId(this.visible[index] as Column) : "";
    this.grid.setSortColumns(sort && id ? [{ columnId: id, sortAsc: !sort.descending }] : []);
    this.heads.setSort(id, sort?.descending ?? false);
  }

  /** Columns whose rows are filtered, to be marked in their heads. */
  setFiltered(keys: ReadonlySet<string>): void {
    this.heads.setFiltered(keys);
  }

  setLines(lines: readonly Line[], toTop: boolean): void {
    this.lines = lines;
    this.fitHeight();
    this.grid.invalidate();
    if (toTop) this.grid.scrollRowToTop(0);
    this.host.setAttribute("aria-rowcount", String(lines.length + 1));
    this.syncHeadBox();
  }

  setSelected(selected: ReadonlySet<number>): void {
    this.selected = selected;
    this.grid.invalidate();
    this.syncHeadBox();
  }

  /** Light the line of a run or a group, as its curve is pointed at. */
  light(wanted: (line: Line) => boolean): void {
    const index = this.lines.findIndex(wanted);
    this.mark(index < 0 ? undefined : String(index));
  }

  /** Take the width and height there are now. */
  resize(): void {
    this.fitHeight();
    this.fitColumns();
    this.grid.resizeCanvas();
  }

  private metadata(line: Line | undefined): { cssClasses: string } | null {
    if (!line) return null;
    if (line.kind === "group") return { cssClasses: line.group.rows.every((row) => this.selected.has(row)) ? "xr-group-row xr-selected" : "xr-group-row" };
    const classes = [this.selected.has(line.row) ? "xr-selected" : "", line.pinned ? "xr-pinned" : "", line.row === this.context.base ? "xr-base" : ""];
    const all = classes.filter(Boolean).join(" ");
    return all ? { cssClasses: all } : null;
  }

  /** As many rows as there are, at most what the window holds below the top of the grid. */
  private fitHeight(): void {
    const wanted = HEAD_HEIGHT + this.lines.length * ROW_HEIGHT + scrollbarWidth() + 2;
    const room = Math.max(320, window.innerHeight - Math.min(this.host.getBoundingClientRect().top + window.scrollY, 260) - 24);
    const height = `${Math.min(wanted, room)}px`;
    if (this.host.style.height === height) return;
    this.host.style.height = height;
    this.grid.resizeCanvas();
  }

  private slickColumns(): SlickColumn[] {
    const narrow = this.host.clientWidth < NARROW;
    const { table, base, by } = this.context;
    const widths = this.visible.map((column) => {
      const beside = (base !== undefined || by.length > 0) && isMeasure(column) ? BESIDE : 0;
      const width = columnWidth(column, table.count, narrow) + beside;
      if (column.key !== "name" || by.length === 0) return width;
      const room = this.host.clientWidth; // names of groups are long
      return narrow ? 210 : Math.max(width, Math.min(460, Math.max(room * 0.36, Math.min(380, room * 0.6))));
    });
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
      formatter: (_row, _cell, _value, _column, line: Line) => this.checkbox(line),
    };
  }

  private checkbox(line: Line): HTMLElement {
    const { table } = this.context;
    const rows = line.kind === "run" ? [line.row] : line.group.rows;
    const name = line.kind === "run" ? table.name(line.row) : line.group.labels.join(", ");
    const box = el("input", { type: "checkbox", tabindex: -1, "aria-label": `Select ${name}` });
    const chosen = rows.filter((row) => this.selected.has(row)).length;
    box.checked = chosen === rows.length;
    box.indeterminate = chosen > 0 && chosen < rows.length;
    return box;
  }

  private slickColumn(column: Column, width: number): SlickColumn {
    const numeric = isNumeric(column);
    const unit = column.unit ? ` (${column.unit})` : "";
    return {
      id: this.slickId(column),
      field: column.key,
      name: column.label,
      toolTip: `${column.group}: ${column.label}${unit}${column.direction ? `, ${column.direction === "max" ? "higher" : "lower"} is better` : ""}`,
      width,
      minWidth: 44,
      sortable: column.kind !== "spark",
      defaultSortAsc: firstAscending(column),
      cssClass: numeric ? "num" : column.key === "name" ? "name" : "",
      headerCssClass: numeric ? "num" : "",
      formatter: (_row, _cell, _value, _column, line: Line) => cell(this.context, column, line),
    };
  }

  private sortByKey(column: Column): void {
    const [now] = this.grid.getSortColumns();
    const same = now?.columnId === this.slickId(column);
    this.events.sort(column.key, same ? Boolean(now?.sortAsc) : !firstAscending(column));
  }

  /** Put a column where another is. */
  private move(column: Column, to: Column): void {
    const keys = this.visible.map((other) => other.key);
    const at = keys.indexOf(to.key);
    const rest = keys.filter((key) => key !== column.key);
    this.events.reorder([...rest.slice(0, at), column.key, ...rest.slice(at)]);
  }

  private listen(): void {
    const { grid } = this;
    grid.onSort.subscribe((_event, args) => {
      const [first] = "sortCols" in args ? (args.sortCols ?? []) : [args];
      const column = this.bySlickId(String(first?.sortCol?.id ?? ""));
      if (column) this.events.sort(column.key, !first?.sortAsc);
    });
    grid.onClick.subscribe((event, { row, cell: index }) => this.clicked(event.getNativeEvent<MouseEvent>(), row, index));
    grid.onKeyDown.subscribe((event, { row, cell: index }) => {
      const native = event.getNativeEvent<KeyboardEvent>();
      if (native.key === "Tab") event.stopImmediatePropagation(); // Tab leaves the table, as everywhere; arrows move in it.
      else this.pressed(native, row, index);
    });
    this.host.addEventListener("pointerover", (event) => this.hover(event.target));
    this.host.addEventListener("pointerleave", () => this.hover(null));
    this.host.addEventListener("focusin", (event) => {
      const entered = event.target instanceof Element && event.target.classList.contains("grid-canvas");
      if (entered && !grid.getActiveCell() && this.lines.length > 0) grid.setActiveCell(grid.getViewport().top, 1);
    });
    this.headBox.addEventListener("click", (event) => {
      event.stopPropagation();
      this.events.selectAll(this.headBox.checked);
    });
  }

  private clicked(native: MouseEvent, index: number, cellIndex: number): void {
    const target = native.target instanceof Element ? native.target : null;
    const line = this.lines[index];
    const more = target?.closest<HTMLElement>("[data-xr-row]");
    if (more && line?.kind === "run") this.events.rowMenu(line.row, more);
    else if (target?.closest("[data-xr-group]") && line?.kind === "group") this.events.toggleGroup(line.group.key);
    else if (this.grid.getColumns()[cellIndex]?.id === CHECK) this.toggle(index, native.shiftKey);
    else if (line?.kind === "group" && cellIndex === 1) this.events.toggleGroup(line.group.key);
  }

  private pressed(native: KeyboardEvent, index: number, cellIndex: number): void {
    const line = this.lines[index];
    if (native.ctrlKey || native.metaKey || native.altKey || !line) return;
    const next = native.key === "ArrowDown" ? index + 1 : native.key === "ArrowUp" ? index - 1 : -1;
    if (native.key === " ") {
      native.preventDefault();
      this.toggle(index, native.shiftKey);
    } else if (native.shiftKey && next >= 0 && line.kind === "run") {
      // Shift and an arrow take the next run along.
      this.events.select(line.row, true, false);
      const other = this.lines[next];
      if (other?.kind !== "run") return;
      this.events.select(other.row, true, true);
      this.grid.setActiveCell(next, cellIndex);
      native.preventDefault();
    } else if (line.kind === "group" && (native.key === "Enter" || (native.key === "ArrowRight" && cellIndex <= 1 && !line.open) || (native.key === "ArrowLeft" && line.open))) {
      native.preventDefault();
      native.stopImmediatePropagation();
      this.events.toggleGroup(line.group.key);
    } else if (native.key === "Enter") {
      this.link(index)?.click();
    } else if (line.kind === "run" && (native.key === "p" || native.key === "b")) {
      this.events.press(line.row, native.key);
    }
  }

  /** A row is two elements when columns are frozen: the link is in either. */
  private link(index: number): HTMLAnchorElement | null {
    return this.host.querySelector<HTMLAnchorElement>(`.slick-row[data-row="${index}"] .xr-name a[href]`);
  }

  private hover(target: EventTarget | null): void {
    const row = target instanceof Element ? target.closest<HTMLElement>(".slick-row")?.dataset["row"] : undefined;
    if (row === this.hovered) return;
    this.mark(row);
    this.events.hover(row === undefined ? undefined : this.lines[Number(row)]);
  }

  private mark(row: string | undefined): void {
    for (const lit of this.host.querySelectorAll(".slick-row.xr-hovered")) lit.classList.remove("xr-hovered");
    this.hovered = row;
    if (row === undefined) return;
    for (const part of this.host.querySelectorAll(`.slick-row[data-row="${row}"]`)) part.classList.add("xr-hovered");
  }

  private toggle(index: number, range: boolean): void {
    const line = this.lines[index];
    if (line?.kind === "run") this.events.select(line.row, !this.selected.has(line.row), range);
    else if (line) this.events.selectGroup(line.group.key, !line.group.rows.every((row) => this.selected.has(row)));
  }

  private slickId(column: Column): string {
    return `c${this.context.table.columns.indexOf(column)}`;
  }

  private bySlickId(id: string): Column | undefined {
    return id.startsWith("c") && id !== CHECK ? this.context.table.columns[Number(id.slice(1))] : undefined;
  }

  private syncHeadBox(): void {
    if (this.selected.size === 0) {
      this.headBox.checked = this.headBox.indeterminate = false;
      return;
    }
    const rows = this.lines.flatMap((line) => (line.kind === "run" ? [line.row] : [...line.group.rows]));
    const chosen = rows.filter((row) => this.selected.has(row)).length;
    this.headBox.checked = chosen > 0 && chosen === rows.length;
    this.headBox.indeterminate = chosen > 0 && chosen < rows.length;
  }
}

/** Numbers are first wanted largest first, texts from A; of what should be low, the lowest. */
function firstAscending(column: Column): boolean {
  return !isNumeric(column) || column.direction === "min";
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
    enableColumnReorder: false, // SlickGrid would need SortableJS, a tenth of all this page loads: heads.ts
    enableTextSelectionOnCells: true,
    rowHeight: ROW_HEIGHT,
    multiColumnSort: false,
    fullWidthRows: true,
    explicitInitialization: false,
    suppressCssChangesOnHiddenInit: true,
  };
}
