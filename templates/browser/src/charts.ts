// Interactive charts of a run page; what shows its logged objects is loaded where there are some.
import "uplot"; // before our own code, which packs better in one piece
import "uplot/dist/uPlot.min.css";
import "../css/charts.css";

import { loadScript, loadStyle } from "./core/data";
import { ready } from "./core/page";
import { mountTails } from "./logged/tail";
import { mountDownloads } from "./plot/download";
import { mountRunCharts } from "./plot/figure";
import { mountPlace } from "./run/place";

ready(() => {
  const places = [...document.querySelectorAll<HTMLElement>("[data-xr-place]")].map(mountPlace);
  // Colours come first, so that no chart is drawn in one and then in another.
  void Promise.all(places).then(() => {
    for (const section of document.querySelectorAll<HTMLElement>("[data-xr-curves]")) mountRunCharts(section);
  });
  mountDownloads();
  mountTails();
  if (document.querySelector("[data-xr-logged-of]")) {
    loadStyle("assets/xr/viewers.css");
    loadScript("assets/xr/viewers.js").catch(() => undefined); // the static renderings stay
  }
});
