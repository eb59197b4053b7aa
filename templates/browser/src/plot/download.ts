// CSV of curves, made here from the data of the page: [data-xr-csv="SLUG"].
import { el, toast } from "../core/dom";
import { curvesToCsv } from "./csv";
import { loadCurves } from "./figure";

export function mountDownloads(): void {
  for (const control of document.querySelectorAll<HTMLElement>("[data-xr-csv]")) {
    const slug = control.dataset["xrCsv"] ?? "";
    control.addEventListener("click", () => {
      loadCurves(slug).then(
        (curves) => saveText(`${slug}.csv`, curvesToCsv(curves)),
        () => toast("The curves of this run could not be loaded"),
      );
    });
  }
}

/** Offer text as a file. */
export function saveText(name: string, text: string, type = "text/csv"): void {
  saveFile(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
