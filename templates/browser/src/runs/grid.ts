// The grid: SlickGrid over lines. It draws the lines on screen; everything else stays in the column arrays.
import type { CustomDataView } from "slickgrid";

import { el } from "../core/dom";
import type { Column } from "../core/shapes/runs";
import { bySlickId, CHECK, firstAscending, gridColumns, NARROW, slickId, type View } from "./gridcolumns";
import { Heads } from "./heads";
import { HEAD_HEIGHT, heldRows, ROW_HEIGHT } from "./held";
import { LeanGrid, scrollbarWidth } from "./lean";
import type { Line } from "./lines";
import type { Context } from "./painted";
import { joinHeld, markHeld } from "./pins";

interface GridEvents {
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
interface Shown {
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
  /** What cells are drawn from. */
  private readonly view: View;
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
    context: Context,
    private readonly events: GridEvents,
  ) {
    this.view = { context, selected: new Set() };
    this.headBox = el("input", { type: "checkbox", "aria-label": "Select all shown runs" });
    const source = {
      getLength: () => this.lines.length,
      getItem: (index: number) => this.lines[index],
      getItemMetadata: (index: number) => this.metadata(this.lines[index]),
    };
    this.grid = new LeanGrid(host, source as CustomDataView<unknown>);
    this.heads = new Heads(host, this.grid, (id) => bySlickId(this.view.context.table, id), {
      ...events,
      sort: (column) => this.sortByKey(column),
      move: (column, to) => this.move(column, to),
    });
    this.listen();
  }

  show({ context, lines, columns, frozen, sort, filtered, toTop }: Shown): void {
    const active = this.grid.getActiveCell();
    const before = active && !toTop ? this.lines[active.row] : undefined;
    this.view.context = context;
    this.lines = lines;
    this.grid.change(() => {
      this.fitHeight();
      const held = this.wantedHeld();
      const layout = JSON.stringify([
        columns.map(({ key }) => key),
        frozen,
        held,
        context.base !== undefined,
        context.by.length > 0,
      ]);
      if (layout !== this.layout) {
        [this.layout, this.visible, this.frozen, this.held] = [layout, columns, frozen, held];
        this.fitColumns();
      } else {
        this.grid.updateRowCount();
      }
      if (toTop) this.grid.scrollRowToTop(0);
    });
    this.follow(before, active?.cell ?? 0);
    this.setSort(sort);
    this.heads.setFiltered(filtered);
    this.host.setAttribute("aria-rowcount", String(lines.length + 1));
    this.syncHeadBox();
  }

  /** The cursor stays with its run when that is pinned, and lines move. */
  private follow(before: Line | undefined, cell: number): void {
    if (before?.kind !== "run") return;
    const index = this.lines.findIndex((line) => line.kind === "run" && line.row === before.row);
    if (index >= 0 && index !== this.grid.getActiveCell()?.row) this.grid.setActiveCell(index, cell);
  }

  /** The run of the line that keys act on: under the cursor, else under the pointer. */
  get current(): number | undefined {
    const active = this.host.contains(document.activeElement) ? this.grid.getActiveCell()?.row : undefined;
    const line = this.lines[active ?? Number(this.hovered ?? NaN)];
    return line?.kind === "run" ? line.row : undefined;
  }

  /** Give the keys to the head of a column. */
  focusHead(column: Column): void {
    this.heads.focus(slickId(this.view.context.table, column));
  }

  private wantedHeld(): number {
    const pinned = this.lines.findIndex((line) => line.kind !== "run" || !line.pinned);
    const count = pinned < 0 ? this.lines.length : pinned;
    return count === 0 ? 0 : heldRows(count, this.lines.length, parseFloat(this.host.style.height));
  }

  /** The first columns stay in sight while the others scroll. */
  private fitColumns(): void {
    const columns = gridColumns(this.view, this.visible, this.host.clientWidth, this.headBox);
    const room = this.host.clientWidth;
    const wanted = room < NARROW && this.frozen === 1 ? 0 : this.frozen; // there only what was asked for
    let frozenColumn = wanted > 0 && this.visible.length > wanted ? wanted : -1;
    const taken = (count: number): number =>
      columns.slice(0, count + 1).reduce((sum, column) => sum + (column.width ?? 0), 0);
    while (frozenColumn > 0 && taken(frozenColumn) > room * 0.7) frozenColumn -= 1; // what scrolls needs room too
    if (frozenColumn === 0) frozenColumn = -1;
    markHeld(this.host, this.held, frozenColumn >= 0);
    this.grid.hold(this.held, frozenColumn, columns);
    this.heads.tidy();
  }

  private setSort(sort: Shown["sort"]): void {
    const index = this.visible.findIndex((column) => column.key === sort?.key);
    const id = index >= 0 ? slickId(this.view.context.table, this.visible[index] as Column) : "";
    this.grid.setSortColumns(sort && id ? [{ columnId: id, sortAsc: !sort.descending }] : []);
    this.heads.setSort(id, sort?.descending ?? false);
  }

  setSelected(selected: ReadonlySet<number>): void {
    this.view.selected = selected;
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
    if (line.kind === "group")
      return {
        cssClasses: line.group.rows.every((row) => this.view.selected.has(row))
          ? "xr-group-row xr-selected"
          : "xr-group-row",
      };
    const classes = [
      this.view.selected.has(line.row) ? "xr-selected" : "",
      line.pinned ? "xr-pinned" : "",
      line.row === this.view.context.base ? "xr-base" : "",
    ];
    const all = classes.filter(Boolean).join(" ");
    return all ? { cssClasses: all } : null;
  }

  /** As many rows as there are, at most what the window holds below the top of the grid. */
  private fitHeight(): void {
    const wanted = HEAD_HEIGHT + this.lines.length * ROW_HEIGHT + scrollbarWidth() + 2;
    const room = Math.max(
      320,
      window.innerHeight - Math.min(this.host.getBoundingClientRect().top + window.scrollY, 260) - 24,
    );
    const height = `${Math.min(wanted, room)}px`;
    if (this.host.style.height === height) return;
    this.host.style.height = height;
    this.layout = ""; // the boxes are measured with the columns
  }

  private sortByKey(column: Column): void {
    const [now] = this.grid.getSortColumns();
    const same = now?.columnId === slickId(this.view.context.table, column);
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
      const column = bySlickId(this.view.context.table, String(first?.sortCol?.id ?? ""));
      if (column) this.events.sort(column.key, !first?.sortAsc);
    });
    grid.onClick.subscribe((event, { row, cell: index }) =>
      this.clicked(event.getNativeEvent<MouseEvent>(), row, index),
    );
    grid.onKeyDown.subscribe((event, { row, cell: index }) => {
      const native = event.getNativeEvent<KeyboardEvent>();
      if (native.key === "Tab")
        event.stopImmediatePropagation(); // Tab leaves the table, as everywhere; arrows move in it.
      else this.pressed(native, row, index);
    });
    joinHeld(this.host);
    this.host.addEventListener("pointerover", (event) => this.hover(event.target));
    this.host.addEventListener("pointerleave", () => this.hover(null));
    this.host.addEventListener("focusin", (event) => {
      const entered = event.target instanceof Element && event.target.classList.contains("grid-canvas");
      if (entered && !grid.getActiveCell() && this.lines.length > 0)
        grid.setActiveCell(this.held > 0 ? 0 : grid.getViewport().top, 1);
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
    else if (this.grid.getColumns()[cellIndex]?.id === CHECK) {
      this.grid.focus(); // the box that was clicked is drawn anew: keys go on from the cell
      this.toggle(index, native.shiftKey);
    } else if (line?.kind === "group" && cellIndex === 1) this.events.toggleGroup(line.group.key);
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
    } else if (
      line.kind === "group" &&
      (native.key === "Enter" ||
        (native.key === "ArrowRight" && cellIndex <= 1 && !line.open) ||
        (native.key === "ArrowLeft" && line.open))
    ) {
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
    const row = target instanceof Element ? target.closest<HTMLElement>(".slick-row")?.dataset.row : undefined;
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
    if (line?.kind === "run") this.events.select(line.row, !this.view.selected.has(line.row), range);
    else if (line)
      this.events.selectGroup(line.group.key, !line.group.rows.every((row) => this.view.selected.has(row)));
  }

  private syncHeadBox(): void {
    if (this.view.selected.size === 0) {
      this.headBox.checked = this.headBox.indeterminate = false;
      return;
    }
    const rows = this.lines.flatMap((line) => (line.kind === "run" ? [line.row] : [...line.group.rows]));
    const chosen = rows.filter((row) => this.view.selected.has(row)).length;
    this.headBox.checked = chosen > 0 && chosen === rows.length;
    this.headBox.indeterminate = chosen > 0 && chosen < rows.length;
  }
}
