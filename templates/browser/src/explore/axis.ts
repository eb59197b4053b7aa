// One axis of the parallel coordinates: title, ticks, and the strip on which a drag marks a stretch.
import { el } from "../core/dom";
import { type Brush, brushAt, stretches } from "./brush";
import type { Field } from "./field";
import { HEIGHT, moved, NONE, reordered, TOP } from "./layout";
import type { Scale } from "./scale";

export interface AxisActions {
  brush(field: Field, brush: Brush | null): void;
  axes(keys: readonly string[]): void;
  /** Open the panel in which a range can be typed. */
  open(field: Field, opener: HTMLElement): void;
}

interface AxisView {
  readonly field: Field;
  readonly scale: Scale;
  readonly x: number;
  readonly width: number;
  readonly keys: readonly string[];
  readonly brush: Brush | null;
  /** Whether some runs have no value here. */
  readonly gaps: boolean;
  readonly actions: AxisActions;
}

/** Pixels of a press that is still a click. */
const STILL = 4;
const LONGEST = 14;

export function axisElement(view: AxisView): HTMLElement {
  const { field, scale, x } = view;
  const ticks = scale
    .ticks(field.levels ? 12 : 6)
    .map(({ at, text }) =>
      el(
        "span",
        { class: "xr-pc-tick", style: `top:${(1 - at) * HEIGHT}px`, title: text.length > LONGEST ? text : null },
        shortened(text),
      ),
    );
  if (view.gaps)
    ticks.push(el("span", { class: "xr-pc-tick", "data-none": true, style: `top:${HEIGHT + NONE}px` }, "none"));
  const marks = (view.brush ? stretches(field, scale, view.brush) : []).map(([low, high]) =>
    el("i", { class: "xr-pc-brush", style: markStyle(low, high) }),
  );
  const strip = el("div", { class: "xr-pc-strip", style: `top:${TOP}px;height:${HEIGHT}px` }, ...marks, ...ticks);
  const element = el(
    "div",
    { class: "xr-pc-axis", style: `left:${x}px`, "data-key": field.key, "data-brushed": view.brush !== null },
    title(view),
    strip,
  );
  listen(strip, view);
  return element;
}

export function arrow(field: Field): string {
  return field.direction === "max" ? " ↑" : field.direction === "min" ? " ↓" : "";
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function markStyle(low: number, high: number): string {
  const height = Math.max(3, (high - low) * HEIGHT);
  return `top:${(1 - (low + high) / 2) * HEIGHT - height / 2}px;height:${height}px`;
}

function title(view: AxisView): HTMLButtonElement {
  const { field, keys, actions } = view;
  const hint = `${field.label}${arrow(field)}: drag to reorder (or arrow keys), click to type a range or to hide`;
  const node = el(
    "button",
    { type: "button", class: "xr-pc-title", title: hint, "aria-haspopup": "dialog" },
    el("span", {}, field.label + arrow(field)),
  );
  node.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (by !== 0) {
      event.preventDefault();
      actions.axes(moved(keys, field.key, by));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      if (view.brush) actions.brush(field, null);
    }
  });
  let from: number | null = null;
  let dragged = false;
  node.addEventListener("pointerdown", (event) => {
    [from, dragged] = [event.clientX, false];
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (from === null) return;
    dragged ||= Math.abs(event.clientX - from) > STILL;
    if (dragged && node.parentElement) node.parentElement.style.transform = `translateX(${event.clientX - from}px)`;
  });
  const end = (event: PointerEvent): void => {
    if (from !== null && dragged && event.type === "pointerup")
      actions.axes(reordered(keys, field.key, view.x + event.clientX - from, view.width));
    else if (node.parentElement) node.parentElement.style.transform = "";
    from = null;
  };
  node.addEventListener("pointerup", end);
  node.addEventListener("pointercancel", end);
  node.addEventListener("click", () => {
    if (!dragged) actions.open(field, node);
    dragged = false;
  });
  return node;
}

/** A drag marks a stretch; a click on the axis takes the mark away. */
function listen(strip: HTMLElement, view: AxisView): void {
  let start: number | null = null;
  let mark: HTMLElement | null = null;
  const place = (event: PointerEvent): number => 1 - (event.clientY - strip.getBoundingClientRect().top) / HEIGHT;
  strip.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    strip.setPointerCapture(event.pointerId);
    start = place(event);
  });
  strip.addEventListener("pointermove", (event) => {
    if (start === null || Math.abs(place(event) - start) * HEIGHT < STILL) return;
    if (!mark) {
      mark = el("i", { class: "xr-pc-brush" });
      for (const old of strip.querySelectorAll("i")) old.remove();
      strip.prepend(mark);
    }
    const ends = [start, place(event)].map((at) => Math.min(1, Math.max(0, at))).sort((a, b) => a - b);
    mark.style.cssText = markStyle(ends[0] as number, ends[1] as number);
  });
  strip.addEventListener("pointerup", (event) => {
    if (start === null) return;
    const brush = mark ? brushAt(view.field, view.scale, start, place(event)) : null;
    if (mark || view.brush) view.actions.brush(view.field, brush);
    [start, mark] = [null, null];
  });
  strip.addEventListener("pointercancel", () => {
    mark?.remove();
    [start, mark] = [null, null];
  });
}
