// SlickGrid, drawing less at a time: several changes are drawn once, and what is in sight before what lies around it.
import { type CustomDataView, type GridOption, type Column as SlickColumn, SlickGrid } from "slickgrid";

import { el } from "../core/dom";
import { ROW_HEIGHT } from "./held";

interface Range {
  top: number;
  bottom: number;
  leftPx: number;
  rightPx: number;
}

export class LeanGrid extends SlickGrid {
  // Declared alone: the library draws before fields of its heirs are set.
  declare private held: boolean | undefined;
  declare private spare: boolean | undefined;
  declare private turn: number | undefined;

  constructor(host: HTMLElement, source: CustomDataView<unknown>) {
    super(host, source, [] as SlickColumn[], options());
  }

  /** Change anything; what is in sight is drawn anew once, and the rows and columns around it after that frame. */
  change(work: () => void): void {
    this.held = true;
    try {
      this.invalidateAllRows(); // first, so that nothing is measured with rows that are to go
      work();
      this.invalidateAllRows();
    } finally {
      this.held = false;
    }
    this.spare = true;
    try {
      this.render();
    } finally {
      this.spare = false;
    }
    this.drawRest();
  }

  /** Hold the first rows and columns; the columns are given anew with them, for each may be in another box now. */
  hold(rows: number, column: number, columns: SlickColumn[]): void {
    const before = this.getOptions();
    if (before.frozenRow !== rows || before.frozenColumn !== column) {
      // SlickGrid checks a frozen column against the columns it has: let go before they change, hold after.
      this.setOptions({ frozenColumn: -1, frozenRow: rows, frozenBottom: false }, true, true);
      this.columns = columns;
      this.setOptions({ frozenColumn: column }, true, true);
    }
    this.setColumns(columns);
  }

  override render(): void {
    if (!this.held) super.render();
  }

  override getRenderedRange(top?: number, left?: number): Range {
    if (!this.spare) return super.getRenderedRange(top, left);
    const seen = this.getVisibleRange(top, left);
    return { ...seen, top: Math.max(0, seen.top), bottom: Math.min(this.getDataLength() - 1, seen.bottom) };
  }

  private drawRest(): void {
    const turn = (this.turn ?? 0) + 1;
    this.turn = turn;
    // A task after the callbacks of a frame runs when that frame is made.
    requestAnimationFrame(() =>
      setTimeout(() => {
        if (turn !== this.turn) return;
        this.lastRenderedScrollLeft = -1; // rows that are there lack the cells that were out of sight
        this.render();
      }),
    );
  }
}

let scrollbar: number | undefined;

/** What a scroll bar takes away: nothing where it lies over the content. */
export function scrollbarWidth(): number {
  if (scrollbar !== undefined) return scrollbar;
  const probe = el("div");
  probe.style.cssText = "position:absolute;visibility:hidden;width:50px;height:50px;overflow:scroll";
  document.body.append(probe);
  scrollbar = probe.offsetWidth - probe.clientWidth;
  probe.remove();
  return scrollbar;
}

function options(): GridOption {
  return {
    enableHtmlRendering: false, // a name or value of a run is text, whatever it looks like
    enableCellNavigation: true,
    enableColumnReorder: false, // SlickGrid would need SortableJS, a tenth of all this page loads: heads.ts
    enableTextSelectionOnCells: true,
    enableMouseWheelScrollHandler: false, // a row for each turn, whatever the wheel says: pins.ts
    rowHeight: ROW_HEIGHT,
    multiColumnSort: false,
    fullWidthRows: true,
    explicitInitialization: false,
    suppressCssChangesOnHiddenInit: true,
  };
}
