// Wide tables of documents scroll in a box that the theme makes: the keyboard must get there too.

const BOX = ".md-typeset__scrollwrap";

/** Let boxes that have something to scroll take the focus, now and when the window changes. */
export function mountOverflow(): void {
  // On pages of the theme's own, its script makes the boxes when the page is ready, after us.
  if (document.readyState === "complete") update();
  else window.addEventListener("load", update, { once: true });
  window.addEventListener("resize", update);
}

function update(): void {
  for (const box of document.querySelectorAll<HTMLElement>(BOX)) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", "Wide table");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}
