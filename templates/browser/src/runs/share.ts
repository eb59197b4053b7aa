// What is shown, to take away.
import { copyAndSay } from "../core/copy";
import { button } from "../core/dom";
import type { Column } from "../core/shapes";
import { saveText } from "../plot/files";
import { reportBlock, toCsv, toMarkdown } from "./export";
import type { Line } from "./lines";
import type { RunTable } from "./table";

export interface Shown {
  readonly columns: readonly Column[];
  readonly by: readonly Column[];
  readonly lines: readonly Line[];
}

export function shareMenu(table: RunTable, shown: () => Shown, close: () => void): HTMLElement[] {
  const row = (text: string, title: string, act: () => void): HTMLElement => button(text, () => {
    close();
    act();
  }, { "data-kind": "ghost", title });
  return [
    row("Copy link", "The address of what is shown", () => copyAndSay(location.href, "Link copied")),
    row("Copy as report block", "Markdown for a page below reports/: a table of what is shown, at most 20 rows, and the link", () => {
      const { columns, by, lines } = shown();
      copyAndSay(reportBlock(table, columns, by, lines, location.hash), "Report block copied");
    }),
    row("Copy as Markdown", "All rows that are shown, as a table", () => {
      const { columns, by, lines } = shown();
      copyAndSay(toMarkdown(table, columns, by, lines), "Markdown copied");
    }),
    row("Save as CSV", "All rows that are shown, numbers with all their digits", () => {
      const { columns, by, lines } = shown();
      saveText("runs.csv", toCsv(table, columns, by, lines), "text/csv");
    }),
  ];
}
