// Search engine, loaded on first focus of the search box: MiniSearch over names, tags and params.
import { buildEngine } from "./core/engine";

window.xreport_search = buildEngine;
