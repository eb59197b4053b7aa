// Pinned rows that stay above the scrolling ones: in a box of their own, which goes sideways with the rest.

import { ROW_HEIGHT } from "./held";
import { scrollbarWidth } from "./lean";

/** Say to the styles whether rows are held, and which box goes sideways. */
export function markHeld(host: HTMLElement, rows: number, frozenColumns: boolean): void {
  if (rows === 0) host.removeAttribute("data-held");
  else host.setAttribute("data-held", frozenColumns ? "right" : "left");
  host.style.setProperty("--xr-scrollbar", `${scrollbarWidth()}px`);
}

/** What is pushed in a box that is held moves the rows that scroll: by wheel and, held rows, sideways by finger too. */
export function joinHeld(host: HTMLElement): void {
  const find = (place: "top" | "bottom", side: string): HTMLElement | null =>
    host.querySelector(`.slick-viewport-${place}.slick-viewport-${side}`);
  host.addEventListener(
    "scroll",
    ({ target }) => {
      const side = host.getAttribute("data-held");
      const [above, below] = side ? [find("top", side), find("bottom", side)] : [];
      if (!above || !below || target !== above || above.scrollLeft === below.scrollLeft) return;
      below.scrollLeft = above.scrollLeft;
      above.scrollLeft = below.scrollLeft;
    },
    { capture: true, passive: true },
  );
  host.addEventListener(
    "wheel",
    (event) => {
      const over = event.target instanceof Element ? event.target.closest(".slick-viewport") : null;
      const side = host.querySelector(".slick-pane.frozen") ? "right" : "left";
      const main = find(host.hasAttribute("data-held") ? "bottom" : "top", side);
      if (!over || !main || over === main || event.ctrlKey || event.shiftKey || event.deltaY === 0) return;
      const before = main.scrollTop;
      main.scrollTop += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * ROW_HEIGHT : event.deltaY;
      if (main.scrollTop !== before) event.preventDefault(); // at its end the page scrolls
    },
    { passive: false },
  );
}
