// Interactive charts of a run page.
import "uplot/dist/uPlot.min.css";
import "../css/charts.css";

import { ready } from "./core/page";
import { mountDownloads } from "./plot/download";
import { mountRunCharts } from "./plot/figure";

ready(() => {
  for (const section of document.querySelectorAll<HTMLElement>("[data-xr-curves]")) mountRunCharts(section);
  mountDownloads();
});
