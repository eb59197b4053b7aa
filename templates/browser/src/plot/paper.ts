// Charts on paper: all of them, in the colours of the light scheme, none held back for one that was pointed at.
import { isDark } from "../core/page";
import type { ChartGroup } from "./group";

const SCHEME = "data-md-color-scheme";

/**
 * Set charts up for printing. Call it before a `Lazy` is made: what that draws for paper is then drawn in light
 * colours.
 */
export function printCharts(group: ChartGroup): void {
  window.addEventListener("beforeprint", () => {
    lighten();
    group.setHot("");
    group.rebuild(true);
  });
}

/** Take the light scheme until the page is printed. */
export function lighten(): void {
  const { body } = document;
  if (!isDark()) return;
  body.setAttribute(SCHEME, "default");
  window.addEventListener("afterprint", () => body.setAttribute(SCHEME, "slate"), { once: true });
}
