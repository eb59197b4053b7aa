// Wide tables and long lines of code scroll in boxes of their own: the keyboard must get there too.

/** What scrolls, and what it is called. Tables of documents are in boxes that the theme makes. */
const BOXES = { ".md-typeset__scrollwrap": "Wide table", ".xr-page pre > code": "Code" };

/** Let boxes that have something to scroll take the focus, now and when the window changes. */
export function mountOverflow(): void {
  // On pages of the theme's own, its script makes the boxes when the page is ready, after us.
  if (document.readyState === "complete") update();
  else window.addEventListener("load", update, { once: true });
  window.addEventListener("resize", update);
}

function update(): void {
  for (const [selector, label] of Object.entries(BOXES)) {
    for (const box of document.querySelectorAll<HTMLElement>(selector)) reach(box, label);
  }
}

function reach(box: HTMLElement, label: string): void {
  if (box.scrollWidth > box.clientWidth) {
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", label);
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
}
