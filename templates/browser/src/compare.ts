// The compare page.
import "uplot"; // before our own code, which packs better in one piece
import "uplot/dist/uPlot.min.css";
import "../css/charts.css";
import "../css/viewers.css";
import "../css/compare.css";

import { mountCompare } from "./compare/page";
import { ready } from "./core/page";

ready(() => {
  for (const host of document.querySelectorAll<HTMLElement>("[data-xr-compare]")) mountCompare(host);
});
