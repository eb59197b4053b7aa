// The grid: SlickGrid over lines. It draws the lines on screen; everything else stays in the column arrays.
import type { Column as SlickColumn, CustomDataView } from "slickgrid";

import { el } from "../core/dom";
import type { Column } from "../core/shapes";
import { cell, type Context } from "./cells";
import { Heads } from "./heads";
import { HEAD_HEIGHT, heldRows, ROW_HEIGHT } from "./held";
import { LeanGrid, scrollbarWidth } from "./lean";
import type { Line } from "./lines";
import { isMeasure } from "./looks";
import { joinHeld, markHeld } from "./pins";
import { isNumeric } from "./table";
import { columnWidth, stretch } from "./widths";

const CHECK = "check";
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
  hover(line: Line | undefined): void;
}

/** All that is shown at a time. */
export interface Shown {
  readonly context: Context;
  readonly lines: readonly Line[];
  readonly columns: readonly Column[];
  /** How many columns stay in sight while the others scroll. */
  readonly frozen: number;
  readonly sort: { readonly key: string; readonly descending: boolean } | null;
  /** Keys of the columns by which rows are filtered, to be marked in their heads. */
  readonly filtered: ReadonlySet<string>;
  readonly toTop: boolean;
}

export class RunGrid {
  private lines: readonly Line[] = [];
  private selected: ReadonlySet<number> = new Set();
  private visible: readonly Column[] = [];
  private hovered: string | undefined;
  private frozen = 1;
  /** Of the pinned rows those that stay in sight. */
  private held = 0;
  private layout = "";
  private readonly grid: LeanGrid;
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
    this.grid = new LeanGrid(host, source as CustomDataView<unknown>);
    this.heads = new Heads(host, this.grid, (id) => this.bySlickId(id), { ...events, sort: (column) => this.sortByKey(column), move: (column, to) => this.move(column, to) });
    this.listen();
  }

  show({ context, lines, columns, frozen, sort, filtered, toTop }: Shown): void {
    this.context = context;
    this.lines = lines;
    this.grid.change(() => {
      this.fitHeight();
      const held = this.wantedHeld();
      const layout = JSON.stringify([columns.map(({ key }) => key), frozen, held, context.base !== undefined, context.by.length > 0]);
      if (layout !== this.layout) {
        [this.layout, this.visible, this.frozen, this.held] = [layout, columns, frozen, held];
        this.fitColumns();
      } else {
        this.grid.updateRowCount();
      }
      if (toTop) this.grid.scrollRowToTop(0);
    });
    this.setSort(sort);
    this.heads.setFiltered(filtered);
    this.host.setAttribute("aria-rowcount", String(lines.length + 1));
    this.syncHeadBox();
  }

  /** The run of the line that keys act on: under the cursor, else under the pointer. */
  get current(): number | undefined {
    const active = this.host.contains(document.activeElement) ? this.grid.getActiveCell()?.row : undefined;
    const line = this.lines[active ?? Number(this.hovered ?? NaN)];
    return line?.kind === "run" ? line.row : undefined;
  }

  private wantedHeld(): number {
    const pinned = this.lines.findIndex((line) => line.kind !== "run" || !line.pinned);
    const count = pinned < 0 ? this.lines.length : pinned;
    return count === 0 ? 0 : heldRows(count, this.lines.length, parseFloat(this.host.style.height));
  }

  /** On a wide screen the first columns stay in sight while the others scroll. */
  private fitColumns(): void {
    const columns = this.slickColumns();
    const room = this.host.clientWidth;
    let frozenColumn = room >= NARROW && this.frozen > 0 && this.visible.length > this.frozen ? this.frozen : -1;
    const taken = (count: number): number => columns.slice(0, count + 1).reduce((sum, column) => sum + (column.width ?? 0), 0);
    while (frozenColumn > 0 && taken(frozenColumn) > room * 0.7) frozenColumn -= 1; // what scrolls needs room too
    if (frozenColumn === 0) frozenColumn = -1;
    markHeld(this.host, this.held, frozenColumn >= 0);
    this.grid.hold(this.held, frozenColumn, columns);
    this.heads.tidy();
  }

  private setSort(sort: Shown["sort"]): void {
    const index = this.visible.findIndex((column) => column.key === sort?.key);
    const id = index >= 0 ? this.slickId(this.visible[index] as Column) : "";
    this.grid.setSortColumns(sort && id ? [{ columnId: id, sortAsc: !sort.descending }] : []);
    this.heads.setSort(id, sort?.descending ?? false);
  }

  setSelected(selected: ReadonlySet<number>): void {
    this.selected = selected;
    this.grid.change(() => undefined);
    this.syncHeadBox();
  }

  /** Light the line of a run or a group, as its curve is pointed at. */
  light(wanted: (line: Line) => boolean): void {
    const index = this.lines.findIndex(wanted);
    this.mark(index < 0 ? undefined : String(index));
  }

  /** Take the width and height there are now. */
  resize(): void {
    this.grid.change(() => {
      this.fitHeight();
      this.held = this.wantedHeld();
      this.fitColumns();
    });
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
    this.layout = ""; // the boxes are measured with the columns
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
    joinHeld(this.host);
    this.host.addEventListener("pointerover", (event) => this.hover(event.target));
    this.host.addEventListener("pointerleave", () => this.hover(null));
    this.host.addEventListener("focusin", (event) => {
      const entered = event.target instanceof Element && event.target.classList.contains("grid-canvas");
      if (entered && !grid.getActiveCell() && this.lines.length > 0) grid.setActiveCell(this.held > 0 ? 0 : grid.getViewport().top, 1);
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
