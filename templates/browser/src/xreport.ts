// Core of every page: search, small tables, copy buttons, keyboard shortcuts, boxes that scroll.
import { mountCopyButtons } from "./core/copy";
import { runLateScripts } from "./core/late";
import { mountOverflow } from "./core/overflow";
import { afterFrame, ready } from "./core/page";
import { watchFailures } from "./core/plain";
import { mountSearch } from "./core/searchbox";
import { mountShortcuts } from "./core/shortcuts";
import { mountTables } from "./core/tables";

document.documentElement.setAttribute("data-xr-js", "");
watchFailures();

ready(() => {
  mountSearch();
  mountTables();
  mountCopyButtons();
  mountShortcuts();
  afterFrame(() => {
    void runLateScripts().then(() => {
      mountOverflow(); // the theme makes boxes of its own around wide tables
      document.documentElement.setAttribute("data-xr-ready", "");
    });
  });
});
