// A panel below what opens it: closed by Escape, by a click outside, and when the page scrolls away beneath it.
import { button, el } from "../core/dom";

/** A button with a panel. The panel's content is made when it opens. */
export function dropdown(
  text: string,
  content: (close: () => void) => readonly HTMLElement[],
  props: Record<string, string> = {},
): { element: HTMLElement } {
  const panel = el("div", { class: "xr-menu", hidden: true });
  const show = (open: boolean): void => {
    panel.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    panel.replaceChildren(...content(close));
    opened(panel);
  };
  const close = (): void => {
    show(false);
    opener.focus();
  };
  const opener = button(text, () => show(panel.hidden), {
    "aria-haspopup": "dialog",
    "aria-expanded": "false",
    ...props,
  });
  const element = el("div", { class: "xr-menu-anchor" }, opener, panel);
  document.addEventListener(
    "pointerdown",
    (event) => !panel.hidden && !element.contains(event.target as Node) && show(false),
  );
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    event.stopPropagation();
    close();
  });
  return { element };
}

/** A panel that was filled has the keys, and its place on the screen. */
export function opened(panel: HTMLElement): void {
  panel.querySelector<HTMLElement>("input, select, button, a[href]")?.focus();
  keepInView(panel);
}

export function keepInView(panel: HTMLElement): void {
  panel.style.removeProperty("transform");
  const { left, right } = panel.getBoundingClientRect();
  const width = document.documentElement.clientWidth;
  const shift = left < 6 ? 6 - left : right > width - 6 ? width - 6 - right : 0;
  if (shift !== 0) panel.style.transform = `translateX(${Math.round(shift)}px)`;
}

/** One panel for many openers, as the heads of columns. */
export class Popover {
  private readonly panel = el("div", { class: "xr-menu xr-popover", role: "dialog", hidden: true });
  private opener: HTMLElement | null = null;

  constructor(private readonly host: HTMLElement) {
    host.append(this.panel);
    document.addEventListener(
      "pointerdown",
      (event) =>
        !this.panel.hidden &&
        !this.panel.contains(event.target as Node) &&
        !this.opener?.contains(event.target as Node) &&
        this.close(),
    );
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.close();
    });
  }

  toggle(opener: HTMLElement, label: string, content: readonly HTMLElement[]): void {
    const again = !this.panel.hidden && this.opener === opener;
    this.close();
    if (again) return;
    this.opener = opener;
    opener.setAttribute("aria-expanded", "true");
    this.panel.setAttribute("aria-label", label);
    this.panel.replaceChildren(...content);
    this.panel.hidden = false;
    this.place(opener);
    this.panel.querySelector<HTMLElement>("input, select, button, a[href]")?.focus({ preventScroll: true });
  }

  close(): void {
    if (this.panel.hidden) return;
    const inside = this.panel.contains(document.activeElement);
    this.panel.hidden = true;
    this.opener?.setAttribute("aria-expanded", "false");
    if (inside && this.opener?.isConnected) this.opener.focus({ preventScroll: true });
    this.opener = null;
  }

  private place(opener: HTMLElement): void {
    const [box, host] = [opener.getBoundingClientRect(), this.host.getBoundingClientRect()];
    const width = this.panel.offsetWidth;
    const left = Math.max(0, Math.min(box.right - host.left - width, host.width - width));
    this.panel.style.left = `${Math.round(left)}px`;
    this.panel.style.top = `${Math.round(box.bottom - host.top + 2)}px`;
  }
}
