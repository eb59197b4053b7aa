// Images of a step, and one of them in full size.
import { button, el } from "../core/dom";
import type { MediaEntry } from "../core/shapes/logged";
import type { Go, Show } from "./frames";
import { type Frame, frameLabel } from "./frames";
import { localAddress } from "./media";

/** Images up to this many pixels wide are enlarged, each pixel a square. */
const TINY = 96;
const ROOM = 256;

export function imageViewer(body: HTMLElement, key: string, frames: readonly Frame<MediaEntry>[], go: Go): Show {
  const most = Math.max(...frames.map(({ entries }) => entries.length));
  let current = 0;
  let full: FullSize | null = null;
  // Places are kept from step to step, so that the page does not jump and an image gives way to the next without a
  // flash.
  const places = Array.from({ length: most }, (_, position) => new Place(key, () => open(position)));
  body.append(
    el(
      "div",
      { class: most > 1 ? "xr-gallery xr-view-images" : "xr-view-images" },
      ...places.map(({ element }) => element),
    ),
  );
  const open = (position: number): void => {
    full = new FullSize(key, position, frames, current, go, () => (full = null));
  };
  return (index) => {
    current = index;
    const entries = frames[index]?.entries ?? [];
    places.forEach((place, position) => place.show(entries[position]));
    full?.show(index);
  };
}

class Place {
  readonly element: HTMLElement;
  private readonly image = el("img", { decoding: "async", alt: "" });
  private readonly caption = el("span", { class: "xr-muted" });

  constructor(
    private readonly key: string,
    open: () => void,
  ) {
    const opener = el("button", { type: "button", class: "xr-zoom", title: "Full size" }, this.image);
    opener.addEventListener("click", open);
    this.image.addEventListener("load", () => fit(this.image));
    this.element = el("div", {}, opener, this.caption);
  }

  show(entry: MediaEntry | undefined): void {
    this.element.hidden = !entry;
    if (!entry) return;
    const address = localAddress(entry.href);
    if (address) this.image.src = address;
    this.image.alt = entry.caption || this.key;
    this.caption.textContent = entry.caption ?? "";
  }
}

/** Tiny images are shown larger by a whole number. */
function fit(image: HTMLImageElement): void {
  const { naturalWidth, naturalHeight } = image;
  const tiny = naturalWidth > 0 && Math.max(naturalWidth, naturalHeight) <= TINY;
  image.classList.toggle("xr-tiny", tiny);
  image.style.width = tiny
    ? `${naturalWidth * Math.max(1, Math.floor(ROOM / Math.max(naturalWidth, naturalHeight)))}px`
    : "";
}

/** A dialog with one image as large as it is (tiny ones enlarged); arrow keys move the step. */
class FullSize {
  private readonly image = el("img", { alt: "" });
  private readonly label = el("span", { class: "xr-view-step" });
  private readonly dialog = el("dialog", { class: "xr-full" });
  private index: number;

  constructor(
    private readonly key: string,
    private readonly position: number,
    private readonly frames: readonly Frame<MediaEntry>[],
    index: number,
    go: Go,
    closed: () => void,
  ) {
    this.index = index;
    const { dialog } = this;
    dialog.setAttribute("aria-label", key);
    const close = button("Close", () => dialog.close());
    const moves =
      frames.length > 1
        ? [
            button("‹", () => go(this.index - 1), { "aria-label": "Earlier step" }),
            button("›", () => go(this.index + 1), { "aria-label": "Later step" }),
          ]
        : [];
    const bar = el(
      "div",
      { class: "xr-full-bar" },
      el("strong", {}, key),
      this.label,
      el("span", { class: "xr-spacer" }),
      ...moves,
      close,
    );
    dialog.append(bar, el("div", { class: "xr-full-image", tabindex: 0 }, this.image));
    dialog.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (move === undefined || frames.length < 2) return;
      event.preventDefault();
      go(this.index + move);
    });
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      closed();
    });
    this.image.addEventListener("load", () => fit(this.image));
    // Inside the page's own wrapper, so that its styles hold.
    (document.querySelector(".xr-page") ?? document.body).append(dialog);
    this.show(index);
    dialog.showModal();
    close.focus();
  }

  show(index: number): void {
    this.index = index;
    const entries = this.frames[index]?.entries ?? [];
    const entry = entries[Math.min(this.position, entries.length - 1)];
    if (!entry) return;
    const address = localAddress(entry.href);
    if (address) this.image.src = address;
    this.image.alt = entry.caption || this.key;
    this.label.textContent = [frameLabel(this.frames, index), entry.caption].filter(Boolean).join(" · ");
  }
}
