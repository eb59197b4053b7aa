// Viewers of what a run logged beside its metrics: loaded by charts.ts on pages that have such objects.
import "../css/viewers.css";

import { ready } from "./core/page";
import { mountLogged } from "./logged/section";

ready(() => {
  for (const section of document.querySelectorAll<HTMLElement>("[data-xr-logged-of]")) mountLogged(section);
});
