// What is shown, to take away.
import { copyAndSay } from "../core/copy";
import { button } from "../core/dom";
import type { RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import type { Line } from "./lines";
import { type Menus, withMenus } from "./menus";
import type { Stat } from "./state";

interface Shown {
  readonly columns: readonly Column[];
  readonly by: readonly Column[];
  readonly lines: readonly Line[];
  readonly stat: Stat;
}

export function shareMenu(table: RunTable, shown: () => Shown, close: () => void): HTMLElement[] {
  withMenus(() => undefined); // by the time of a click it is there
  const row = (text: string, title: string, act: () => void): HTMLElement =>
    button(
      text,
      () => {
        close();
        act();
      },
      { "data-kind": "ghost", title },
    );
  const written = (text: string, title: string, act: (menus: Menus, shown: Shown) => void): HTMLElement =>
    row(text, title, () => withMenus((menus) => act(menus, shown())));
  return [
    row("Copy link", "The address of what is shown", () => copyAndSay(location.href, "Link copied")),
    written(
      "Copy as report block",
      "Markdown for a page below reports/: a table of what is shown, at most 20 rows, and the link",
      (menus, { columns, by, lines, stat }) =>
        copyAndSay(menus.reportBlock(table, columns, by, lines, stat, location.hash), "Report block copied"),
    ),
    written("Copy as Markdown", "All rows that are shown, as a table", (menus, { columns, by, lines, stat }) =>
      copyAndSay(menus.toMarkdown(table, columns, by, lines, stat), "Markdown copied"),
    ),
    written("Save as CSV", "All rows that are shown, numbers with all their digits", (menus, { columns, by, lines }) =>
      menus.saveCsv(table, columns, by, lines),
    ),
  ];
}
