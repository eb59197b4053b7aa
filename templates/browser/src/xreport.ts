// Core of every page: search, small tables, copy buttons.
import { mountCopyButtons } from "./core/copy";
import { ready } from "./core/page";
import { mountSearch } from "./core/searchbox";
import { mountTables } from "./core/tables";

document.documentElement.setAttribute("data-xr-js", "");

ready(() => {
  mountSearch();
  mountTables();
  mountCopyButtons();
});
