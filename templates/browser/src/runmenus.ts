// What is opened on the runs page now and then: loaded with the first of these menus.
import { saveText } from "./plot/files";
import { reportBlock, toCsv, toMarkdown } from "./runs/export";
import { headMenu } from "./runs/headmenu";
import { queryHelp } from "./runs/help";

window.xreport_menus = {
  headMenu,
  queryHelp,
  reportBlock,
  toMarkdown,
  saveCsv: (...shown) => saveText("runs.csv", toCsv(...shown), "text/csv"),
};
