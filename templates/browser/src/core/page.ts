// What a script knows of its page: the way to the site's root, the colour scheme, when it is ready.

/** Relative prefix to the site's root: "" or "../" (or deeper). */
export function root(): string {
  return document.documentElement.dataset.xrRoot ?? "";
}

export function ready(start: () => void): void {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}

/** Call back when the next frame has been made. */
export function afterFrame(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}

export function isDark(): boolean {
  return document.body.getAttribute("data-md-color-scheme") === "slate";
}

/** Call back when the colour scheme changes. */
export function onScheme(changed: () => void): void {
  let dark = isDark();
  new MutationObserver(() => {
    if (isDark() === dark) return;
    dark = !dark;
    changed();
  }).observe(document.body, { attributes: true, attributeFilter: ["data-md-color-scheme"] });
}

/** The value of a CSS variable in the scheme in force. */
export function cssVariable(name: string): string {
  return getComputedStyle(document.body).getPropertyValue(name).trim();
}

/** The colour of a run by its index, in the scheme in force. */
export function runColor(index: number): string {
  return cssVariable(`--xr-c${((Math.trunc(index) % 10) + 10) % 10}`);
}
