// The runs page: the grid takes the place of the plain table.
import "slickgrid"; // before our own code, which packs better in one piece
import "slickgrid/dist/styles/css/slick.grid.css";
import "../css/runs.css";

import { ready } from "./core/page";
import { mountRuns } from "./runs/page";

ready(() => {
  for (const host of document.querySelectorAll<HTMLElement>("[data-xr-runs]")) mountRuns(host);
});
