// Core of every page: search, small tables, copy buttons, keyboard shortcuts.
import { mountCopyButtons } from "./core/copy";
import { ready } from "./core/page";
import { mountSearch } from "./core/searchbox";
import { mountShortcuts } from "./core/shortcuts";
import { mountTables } from "./core/tables";

document.documentElement.setAttribute("data-xr-js", "");

ready(() => {
  mountSearch();
  mountTables();
  mountCopyButtons();
  mountShortcuts();
});
