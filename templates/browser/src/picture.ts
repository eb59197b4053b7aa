// Charts as files: loaded when the first is saved.
import { saveChart } from "./plot/picture";

window.xreport_picture = saveChart;
