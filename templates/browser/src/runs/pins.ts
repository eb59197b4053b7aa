// Pinned rows that stay above the scrolling ones: in a box of their own, which goes sideways with the rest.
import { scrollbarWidth } from "./lean";
import { ROW_HEIGHT } from "./held";

/** Say to the styles whether rows are held, and which box goes sideways. */
export function markHeld(host: HTMLElement, rows: number, frozenColumns: boolean): void {
  if (rows === 0) host.removeAttribute("data-held");
  else host.setAttribute("data-held", frozenColumns ? "right" : "left");
  host.style.setProperty("--xr-scrollbar", `${scrollbarWidth()}px`);
}

/** What is pushed in the box of held rows moves the rows below it, by wheel and by finger. */
export function joinHeld(host: HTMLElement): void {
  const boxes = (): [HTMLElement, HTMLElement] | null => {
    const side = host.getAttribute("data-held");
    const find = (place: string): HTMLElement | null => host.querySelector(`.slick-viewport-${place}.slick-viewport-${side}`);
    const [above, below] = [find("top"), find("bottom")];
    return side && above && below ? [above, below] : null;
  };
  host.addEventListener("scroll", (event) => {
    const [above, below] = boxes() ?? [];
    if (!above || !below || event.target !== above || above.scrollLeft === below.scrollLeft) return;
    below.scrollLeft = above.scrollLeft;
    above.scrollLeft = below.scrollLeft;
  }, { capture: true, passive: true });
  host.addEventListener("wheel", (event) => {
    const [, below] = boxes() ?? [];
    if (!below || !(event.target instanceof Element) || !event.target.closest(".slick-pane-top") || event.ctrlKey || event.deltaY === 0) return;
    const before = below.scrollTop;
    below.scrollTop += event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * ROW_HEIGHT : event.deltaY;
    if (below.scrollTop !== before) event.preventDefault(); // at its end the page scrolls, as below
  }, { passive: false });
}
