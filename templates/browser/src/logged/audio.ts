// Sounds of a step, with the browser's own controls.
import { el } from "../core/dom";
import type { MediaEntry } from "../core/shapes/logged";
import type { Frame, Show } from "./frames";
import { localAddress } from "./media";

export function audioViewer(body: HTMLElement, key: string, frames: readonly Frame<MediaEntry>[]): Show {
  return (index) => {
    const players = (frames[index]?.entries ?? []).map((entry) => {
      const player = el("audio", {
        controls: true,
        preload: "none",
        src: localAddress(entry.href) || null,
        "aria-label": entry.caption || key,
      });
      return el("div", {}, player, el("span", { class: "xr-muted" }, entry.caption ?? ""));
    });
    body.replaceChildren(...players);
  };
}
