// Table and curves side by side with a border that moves, by pointer and by arrow keys; one below the other on narrow screens.
import { el } from "../core/dom";

const [LEAST, MOST] = [25, 75];

export function makeSplit(first: HTMLElement, second: HTMLElement, resized: () => void): HTMLElement {
  const border = el("div", { class: "xr-split", role: "separator", tabindex: 0, "aria-orientation": "vertical", "aria-label": "Width of the table", "aria-valuemin": LEAST, "aria-valuemax": MOST, "aria-valuenow": 50 });
  const place = el("div", { class: "xr-workspace" }, first, border, second);
  const set = (percent: number): void => {
    const kept = Math.round(Math.min(MOST, Math.max(LEAST, percent)));
    place.style.setProperty("--xr-first", `${kept}%`);
    border.setAttribute("aria-valuenow", String(kept));
    resized();
  };
  border.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    border.setPointerCapture(event.pointerId);
    const move = (moved: PointerEvent): void => {
      const box = place.getBoundingClientRect();
      set(((moved.clientX - box.left) / box.width) * 100);
    };
    border.addEventListener("pointermove", move);
    border.addEventListener("pointerup", () => border.removeEventListener("pointermove", move), { once: true });
  });
  border.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -5 : event.key === "ArrowRight" ? 5 : 0;
    if (by === 0) return;
    event.preventDefault();
    set(Number(border.getAttribute("aria-valuenow")) + by);
  });
  return place;
}
