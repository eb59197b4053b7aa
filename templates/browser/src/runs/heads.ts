// Heads of columns: reached and sorted by keyboard, each with a button for its menu; and the roles that make
// SlickGrid's boxes one grid to a screen reader.
import type { SlickGrid } from "slickgrid";

import { el } from "../core/dom";
import type { Column } from "../core/shapes/runs";

interface HeadEvents {
  sort(column: Column): void;
  columnMenu(column: Column, opener: HTMLElement): void;
  /** Put a column where another is. */
  move(column: Column, to: Column): void;
}

export class Heads {
  private sorted = { id: "", descending: false };
  private dragged: Column | null = null;
  private filtered: ReadonlySet<string> = new Set();

  constructor(
    private readonly host: HTMLElement,
    grid: SlickGrid,
    private readonly column: (id: string) => Column | undefined,
    private readonly events: HeadEvents,
  ) {
    grid.onHeaderCellRendered.subscribe((_event, { node, column: slick }) => this.render(node, String(slick.id)));
    host.addEventListener("keydown", (event) => this.pressed(event), true);
    this.tidy();
  }

  setSort(id: string, descending: boolean): void {
    this.sorted = { id, descending };
    for (const head of this.all()) this.markSort(head);
  }

  setFiltered(keys: ReadonlySet<string>): void {
    this.filtered = keys;
    for (const head of this.all()) this.markFilter(head);
  }

  /** SlickGrid makes its boxes anew with the columns: say again what they are. */
  tidy(): void {
    // The library names the host a grid, lets every box be a tab stop, and leaves the boxes unnamed.
    for (const box of this.host.querySelectorAll<HTMLElement>(".slick-pane, .slick-viewport, .slick-header")) {
      box.removeAttribute("tabindex");
      box.setAttribute("role", "presentation");
    }
    for (const canvas of this.host.querySelectorAll<HTMLElement>(".grid-canvas")) {
      canvas.tabIndex = 0; // the way in by Tab; arrows move from there
      canvas.setAttribute("role", "rowgroup");
    }
    // Where SlickGrid lets the focus rest while it moves the active cell.
    for (const sink of this.host.querySelectorAll<HTMLElement>(":scope > [tabindex]")) {
      sink.tabIndex = -1;
      sink.setAttribute("role", "rowgroup");
    }
    for (const box of this.host.querySelectorAll(".slick-header-columns")) box.setAttribute("role", "row");
    for (const box of this.host.querySelectorAll(".slick-resizable-handle")) box.setAttribute("aria-hidden", "true");
    this.host.setAttribute("aria-label", "Runs");
    for (const [index, head] of this.all().entries()) {
      head.setAttribute("role", "columnheader");
      head.tabIndex = index === 0 ? 0 : -1;
    }
  }

  private all(): HTMLElement[] {
    return [...this.host.querySelectorAll<HTMLElement>(".slick-header-column[data-id^='c']:not([data-id='check'])")];
  }

  private render(head: HTMLElement, id: string): void {
    head.setAttribute("role", "columnheader");
    const column = this.column(id);
    if (!column) return;
    const opener = el(
      "button",
      {
        type: "button",
        class: "xr-head-menu",
        tabindex: -1,
        "aria-haspopup": "dialog",
        "aria-expanded": "false",
        "aria-label": `Menu of ${column.label}`,
      },
      "⋮",
    );
    opener.addEventListener("click", (event) => {
      event.stopPropagation(); // not a sort
      this.events.columnMenu(column, opener);
    });
    head.append(opener);
    this.makeMovable(head, column);
    this.markSort(head);
    this.markFilter(head);
  }

  private makeMovable(head: HTMLElement, column: Column): void {
    head.draggable = true;
    head.addEventListener("dragstart", (event) => {
      // The edge of a head changes its width.
      if (event.target !== head || head.querySelector(".slick-resizable-handle:active")) return event.preventDefault();
      this.dragged = column;
      event.dataTransfer?.setData("text/plain", column.label);
    });
    head.addEventListener("dragover", (event) => {
      if (!this.dragged || this.dragged === column) return;
      event.preventDefault();
      head.setAttribute("data-drop", "");
    });
    head.addEventListener("dragleave", () => head.removeAttribute("data-drop"));
    head.addEventListener("dragend", () => (this.dragged = null));
    head.addEventListener("drop", (event) => {
      event.preventDefault();
      head.removeAttribute("data-drop");
      if (this.dragged) this.events.move(this.dragged, column);
      this.dragged = null;
    });
  }

  private markSort(head: HTMLElement): void {
    if (head.dataset.id === this.sorted.id)
      head.setAttribute("aria-sort", this.sorted.descending ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }

  private markFilter(head: HTMLElement): void {
    const column = this.column(head.dataset.id ?? "");
    head.toggleAttribute("data-filtered", column !== undefined && this.filtered.has(column.key));
  }

  private pressed(event: KeyboardEvent): void {
    // Leaves the grid: SlickGrid would go from cell to cell, all of them.
    if (event.key === "Tab") return event.stopPropagation();
    const head =
      event.target instanceof HTMLElement && event.target.classList.contains("slick-header-column")
        ? event.target
        : null;
    const column = head && this.column(head.dataset.id ?? "");
    if (!head || !column) return;
    if (event.key === "Enter" || event.key === " ") {
      if (column.kind !== "spark") this.events.sort(column);
      this.focus(head.dataset.id ?? "");
    } else if (event.key === "ArrowDown" || event.key === "F2") {
      this.events.columnMenu(column, head);
    } else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      const heads = this.all();
      const next = heads[heads.indexOf(head) + (event.key === "ArrowRight" ? 1 : -1)];
      if (!next) return;
      head.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The head of a column may have been made anew; of one that is gone, the first takes the keys. */
  focus(id: string): void {
    const heads = this.all();
    (heads.find((head) => head.dataset.id === id) ?? heads[0])?.focus();
  }
}
