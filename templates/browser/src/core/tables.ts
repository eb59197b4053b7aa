// Small static tables: sort by a click on a header cell, filter by typing. Raw values are in td[data-v].
import { el } from "./dom";
import { sortRows } from "./order";
import type { Raw } from "./shapes/runs";

export function mountTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table[data-xr-sort]")) mountSort(table);
  for (const input of document.querySelectorAll<HTMLInputElement>("input[data-xr-filter]")) mountFilter(input);
}

function mountSort(table: HTMLTableElement): void {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  heads.forEach((head, column) => {
    if (head.hasAttribute("data-xr-nosort") || head.textContent?.trim() === "") return;
    head.setAttribute("data-xr-sortable", "");
    head.tabIndex = 0;
    const sort = (): void => {
      // Numbers are first wanted largest first, texts from A; a second activation turns the order round.
      const first = head.classList.contains("num") ? "descending" : "ascending";
      const state = head.getAttribute("aria-sort");
      const next = state === null || state === "none" ? first : state === "ascending" ? "descending" : "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", next);
      for (const body of table.tBodies) sortBody(body, column, next === "descending");
    };
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      sort();
    });
  });
}

function sortBody(body: HTMLTableSectionElement, column: number, descending: boolean): void {
  const rows = [...body.rows].filter((row) => !row.classList.contains("xr-total"));
  const totals = [...body.rows].filter((row) => row.classList.contains("xr-total"));
  const values = rows.map((row) => cellValue(row.cells[column]));
  const order = sortRows([...rows.keys()], values, descending);
  body.append(...order.map((index) => rows[index] as HTMLTableRowElement), ...totals);
}

/** The raw value of a cell: data-v, a number where it is one; without data-v the text. */
function cellValue(cell: HTMLTableCellElement | undefined): Raw {
  const text = cell?.dataset.v ?? cell?.textContent?.trim() ?? "";
  if (text === "" || text === "–") return null;
  const number = Number(text);
  return Number.isNaN(number) ? text : number;
}

function mountFilter(input: HTMLInputElement): void {
  const table = document.querySelector<HTMLTableElement>(
    `table[id="${CSS.escape((input.dataset.xrFilter ?? "").slice(1))}"]`,
  );
  if (!table) return;
  const count = el("span", { class: "xr-muted", role: "status" });
  input.after(count);
  const apply = (): void => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    let shown = 0;
    for (const row of rows) {
      const text = (row.textContent ?? "").toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    count.textContent = words.length ? ` ${shown} of ${rows.length}` : "";
  };
  input.addEventListener("input", apply);
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    input.value = "";
    apply();
  });
  if (input.value) apply();
}
