// What is opened on the runs page now and then: loaded with the first of these menus.
import { saveText } from "./core/files";
import { reportBlock, toCsv, toMarkdown } from "./runs/export";
import { groupMenu } from "./runs/groupmenu";
import { headMenu } from "./runs/headmenu";
import { queryHelp } from "./runs/help";
import { columnMenu } from "./runs/menu";
import { metricMenu } from "./runs/metrics";

window.xreport_menus = {
  columnMenu,
  groupMenu,
  headMenu,
  metricMenu,
  queryHelp,
  reportBlock,
  toMarkdown,
  saveCsv: (...shown) => saveText("runs.csv", toCsv(...shown), "text/csv"),
};
