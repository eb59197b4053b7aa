// Curves beside the runs table: loaded when they are first asked for.
import "uplot/dist/uPlot.min.css";
import "../css/charts.css";

import { CurvesPane } from "./runs/curves";
import type { Facts } from "./runs/facts";
import type { RunTable } from "./runs/table";

declare global {
  interface Window {
    xreport_curves?: (table: RunTable, facts: Facts) => CurvesPane;
  }
}

window.xreport_curves = (table, facts) => new CurvesPane(table, facts);
