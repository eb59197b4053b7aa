// Table and curves side by side with a border that moves, by pointer and by arrow keys; one below the other on narrow
// screens.
import { el } from "../core/dom";
import { SPLIT } from "./state";

export interface Split {
  readonly element: HTMLElement;
  /** Give the first so many percent of the width. */
  set(percent: number): void;
}

/** `moved` is called once a move has ended, `resized` all along it. */
export function makeSplit(
  first: HTMLElement,
  second: HTMLElement,
  resized: () => void,
  moved: (percent: number) => void,
): Split {
  const border = el("div", {
    class: "xr-split",
    role: "separator",
    tabindex: 0,
    "aria-orientation": "vertical",
    "aria-label": "Width of the table",
    "aria-valuemin": SPLIT.least,
    "aria-valuemax": SPLIT.most,
    "aria-valuenow": SPLIT.usual,
    title: "Drag, or use the arrow keys; double click for the middle",
  });
  const place = el("div", { class: "xr-workspace" }, first, border, second);
  const now = (): number => Number(border.getAttribute("aria-valuenow"));
  const set = (percent: number): void => {
    const kept = Math.round(Math.min(SPLIT.most, Math.max(SPLIT.least, percent)));
    if (kept === now()) return;
    place.style.setProperty("--xr-first", `${kept}%`);
    border.setAttribute("aria-valuenow", String(kept));
    resized();
  };
  border.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    border.setPointerCapture(event.pointerId);
    const move = (at: PointerEvent): void => {
      const box = place.getBoundingClientRect();
      set(((at.clientX - box.left) / box.width) * 100);
    };
    border.addEventListener("pointermove", move);
    const end = (): void => {
      border.removeEventListener("pointermove", move);
      moved(now());
    };
    border.addEventListener("lostpointercapture", end, { once: true });
  });
  border.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -5 : event.key === "ArrowRight" ? 5 : 0;
    if (by === 0) return;
    event.preventDefault();
    set(now() + by);
    moved(now());
  });
  border.addEventListener("dblclick", () => {
    set(SPLIT.usual);
    moved(now());
  });
  return { element: place, set };
}
