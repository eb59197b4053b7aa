// One logged item: its caption, a step slider, and the viewer of its kind.
import { el } from "../core/dom";
import type { Item } from "../core/shapes/logged";
import { audioViewer } from "./audio";
import { confusionViewer } from "./confusion";
import { curveViewer } from "./curve";
import { type Frame, frameLabel, framesOf, type Go, nearestFrame, type Show } from "./frames";
import { histogramViewer } from "./histogram";
import { imageViewer } from "./image";
import type { Link } from "./link";
import { tableViewer } from "./table";
import { textViewer } from "./text";

export function mountItem(figure: HTMLElement, item: Item, link: Link): void {
  const frames = framesOf<{ readonly step: number | null }>(item.steps);
  const body = el("div", { class: "xr-view", "data-xr-kind": item.kind });
  const label = el("output", { class: "xr-view-step" });
  const last = frames.length - 1;
  const slider = el("input", { type: "range", min: 0, max: last, step: 1, "aria-label": `Step of ${item.key}` });
  const show = viewer(body, item, (index) => go(index));
  let current = -1;
  const set = (index: number): void => {
    if (index === current || !frames[index]) return;
    show(index);
    current = index;
    slider.value = String(index);
    label.textContent = frameLabel(frames, index);
    slider.setAttribute("aria-valuetext", label.textContent);
  };
  const follow = (step: number): void => set(nearestFrame(frames, step));
  const go = (index: number): void => {
    set(Math.max(0, Math.min(last, index)));
    link.moved(follow, frames[current]?.step ?? null);
  };
  slider.addEventListener("input", () => go(Number(slider.value)));
  set(last);
  // Now that it has shown itself able to: take the place of the static rendering.
  const caption = figure.querySelector("figcaption") ?? el("figcaption", {}, item.key);
  const note = staticNote(figure);
  figure.replaceChildren(
    caption,
    el(
      "div",
      { class: "xr-view-bar" },
      frames.length > 1 ? slider : null,
      label,
      note ? el("span", { class: "xr-muted" }, note) : null,
    ),
    body,
  );
  figure.classList.add("xr-live");
  link.add(follow);
  if (link.on && link.start !== null) follow(link.start);
}

/** Which step Python drew no longer holds; that more was logged than is kept still does. */
function staticNote(figure: HTMLElement): string {
  const said = figure.querySelector(":scope > p.xr-muted")?.textContent ?? "";
  return /[\d,]+ logged/.exec(said)?.[0] ?? "";
}

function viewer(body: HTMLElement, item: Item, go: Go): Show {
  const of = <T extends { readonly step: number | null }>(steps: readonly T[]): Frame<T>[] => framesOf(steps);
  switch (item.kind) {
    case "image":
      return imageViewer(body, item.key, of(item.steps), go);
    case "audio":
      return audioViewer(body, item.key, of(item.steps));
    case "table":
      return tableViewer(body, item.key, of(item.steps));
    case "histogram":
      return histogramViewer(body, item.key, of(item.steps), go);
    case "curve":
      return curveViewer(body, item.key, of(item.steps), item.curve ?? "");
    case "confusion":
      return confusionViewer(body, item.key, of(item.steps));
    case "text":
      return textViewer(body, of(item.steps));
    default:
      throw new Error("unknown kind");
  }
}
