// What a page shows where its scripts fail: the plain HTML that waits below.

/** Show it when the page's own script takes over no more, as when one of its files is missing or broken. */
export function watchFailures(): void {
  const fail = (event: Event): void => {
    // Damaged data is told of on the page, by whoever needs it.
    if (event instanceof ErrorEvent && event.filename.includes("/data/")) event.preventDefault();
    const { target } = event;
    if (target === window || target instanceof HTMLScriptElement) showPlain();
  };
  window.addEventListener("error", fail, true);
}

/** The plain HTML below an element (the whole page by default) is what there is to read. */
function showPlain(below: ParentNode = document): void {
  for (const host of below.querySelectorAll("[data-xr-waits]")) host.removeAttribute("data-xr-waits");
}
