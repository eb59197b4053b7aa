// CSV of curves, made here from the data of the page: [data-xr-csv="SLUG"].
import { toast } from "../core/dom";
import { saveText } from "../core/files";
import { curvesToCsv } from "./csv";
import { loadCurves } from "./figure";

export function mountDownloads(): void {
  for (const control of document.querySelectorAll<HTMLElement>("[data-xr-csv]")) {
    const slug = control.dataset.xrCsv ?? "";
    control.addEventListener("click", () => {
      loadCurves(slug).then(
        (curves) => saveText(`${slug}.csv`, curvesToCsv(curves)),
        () => toast("The curves of this run could not be loaded"),
      );
    });
  }
}
