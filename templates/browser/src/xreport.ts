// Core of every page: search, small tables, copy buttons, keyboard shortcuts, boxes that scroll.
import { mountCopyButtons } from "./core/copy";
import { mountOverflow } from "./core/overflow";
import { ready } from "./core/page";
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
  mountOverflow();
});
