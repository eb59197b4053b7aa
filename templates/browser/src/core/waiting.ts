// What a reader sees while data is on its way, and where it did not come.
import { el } from "./dom";

/** What arrives sooner is not announced: a note that flashes is worse than none. */
const NOTICED = 150;

/** A place kept for something that loads; it says so once that takes longer than a reader would notice. */
export function waiting(text: string, kind: "line" | "charts" = "line"): HTMLElement {
  const note = el("p", { class: "xr-muted xr-waiting", role: "status", "data-kind": kind });
  // Where the place is gone by then, nobody sees it.
  setTimeout(() => (note.textContent = text), NOTICED);
  return note;
}

/** A quiet line about what could not be loaded; the rest of the page works on. */
export function lacking(text: string): HTMLElement {
  return el("p", { class: "xr-note xr-lacking", "data-tone": "warn", role: "status" }, text);
}
