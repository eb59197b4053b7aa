// Curves beside the runs table: loaded when they are first asked for.
import "uplot"; // before our own code, which packs better in one piece
import "uplot/dist/uPlot.min.css";
import "../css/charts.css";

import type { RunTable } from "./core/runtable";
import { CurvesPane } from "./runs/curves";
import type { Facts } from "./runs/facts";

declare global {
  interface Window {
    xreport_curves?: (table: RunTable, facts: Facts) => CurvesPane;
  }
}

window.xreport_curves = (table, facts) => new CurvesPane(table, facts);
