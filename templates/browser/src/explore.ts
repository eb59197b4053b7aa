// The explore page.
import "../css/explore.css";

import { ready } from "./core/page";
import { mountExplore } from "./explore/page";

ready(() => {
  for (const host of document.querySelectorAll<HTMLElement>("[data-xr-explore]")) mountExplore(host);
});
