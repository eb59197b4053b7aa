// What is shown, to take away: CSV for spreadsheets, Markdown for texts, a block for reports. Pure.
import { asNumber, asText } from "../core/order";
import type { Column } from "../core/shapes";
import { writeDistance, writeNumber } from "./format";
import { aggregate, common } from "./groups";
import type { Line } from "./lines";
import { cellText, isNumeric, missing, type RunTable } from "./table";

/** As in xreport/text.py: what a spreadsheet takes for a formula, also after blanks and in full width. */
const FORMULA = /^[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const BLOCK_ROWS = 20;

type Cell = string | number | null;

/** A cell of a CSV file: numbers exactly, and no text that is a formula. */
export function csvCell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(table: RunTable, columns: readonly Column[], by: readonly Column[], lines: readonly Line[]): string {
  const shown = columns.filter((column) => column.kind !== "spark");
  const rows = by.length > 0 ? groupRecords(table, shown, by, lines) : runRecords(shown, lines);
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function runRecords(columns: readonly Column[], lines: readonly Line[]): Cell[][] {
  const rows = lines.flatMap((line) => (line.kind === "run" ? [line.row] : []));
  return [columns.map((column) => column.key), ...rows.map((row) => columns.map((column) => exact(column, row)))];
}

/** Nothing for what was not logged; null, NaN and infinities in words; numbers with all their digits. */
function exact(column: Column, row: number): Cell {
  const nothing = missing(column, row);
  if (nothing === "absent") return null;
  if (nothing === "null") return "null";
  const raw = column.values[row] ?? null;
  if (typeof raw === "string" && asNumber(raw) !== undefined && isNumeric(column)) return raw === "-Infinity" ? -Infinity : raw;
  return typeof raw === "number" ? raw : typeof raw === "object" && raw !== null ? raw.join(" ") : asText(raw);
}

function groupRecords(table: RunTable, columns: readonly Column[], by: readonly Column[], lines: readonly Line[]): Cell[][] {
  const numeric = columns.filter((column) => isNumeric(column) && column.kind !== "time" && !by.includes(column));
  const parts = ["n", "mean", "ci_low", "ci_high", "min", "max"];
  const head: Cell[] = [...by.map((column) => column.key), "runs", "configurations", ...numeric.flatMap((column) => parts.map((part) => `${column.key}:${part}`))];
  const rows = lines.flatMap((line): Cell[][] => {
    if (line.kind !== "group") return [];
    const { group } = line;
    const cells = numeric.flatMap((column): Cell[] => {
      const found = aggregate(table, column, group.rows);
      return found ? [found.n, found.mean, found.low, found.high, found.min, found.max] : [0, null, null, null, null, null];
    });
    return [[...by.map((column) => exact(column, group.rows[0] as number)), group.rows.length, group.configurations, ...cells]];
  });
  return [head, ...rows];
}

/** A text in a cell of a Markdown table: nothing in it is markup. */
export function markdownCell(text: string): string {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return plain.replace(/[\\`*_{}[\]#|!]/g, "\\$&").replace(/\s+/g, " ").trim();
}

export function toMarkdown(table: RunTable, columns: readonly Column[], by: readonly Column[], lines: readonly Line[], link?: (row: number) => string): string {
  const shown = columns.filter((column) => column.kind !== "spark" && !by.includes(column));
  const grouped = by.length > 0;
  const rest = grouped ? shown.filter((column) => column.key !== "name") : shown;
  const heads = [...(grouped ? [...by.map((column) => column.label), "runs"] : []), ...rest.map((column) => column.label)];
  const aligns = [...(grouped ? [...by.map(isNumeric), true] : []), ...rest.map(isNumeric)];
  const rows = lines.flatMap((line) => {
    if (line.kind === "group") return [[...line.group.labels, String(line.group.rows.length), ...rest.map((column) => groupText(table, column, line.group.rows))].map(markdownCell)];
    return grouped ? [] : [rest.map((column) => runText(table, column, line.row, link))];
  });
  const written = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [written(heads.map(markdownCell)), `|${aligns.map((right) => (right ? "---:" : "---")).join("|")}|`, ...rows.map(written)].join("\n") + "\n";
}

function runText(table: RunTable, column: Column, row: number, link?: (row: number) => string): string {
  const text = markdownCell(column.key === "name" ? table.name(row) : cellText(column, row) || "–");
  return column.key === "name" && link ? `[${text}](${link(row)})` : text;
}

function groupText(table: RunTable, column: Column, rows: readonly number[]): string {
  const numbers = column.kind === "time" ? null : aggregate(table, column, rows);
  if (!numbers) return common(column, rows);
  const half = numbers.high === null ? 0 : numbers.high - numbers.mean;
  return half > 0 ? `${writeNumber(column, numbers.mean)} ± ${writeDistance(column, half)}` : writeNumber(column, numbers.mean);
}

/** A block for a page below reports/: a table that stands for itself, and the way back to what it shows. */
export function reportBlock(table: RunTable, columns: readonly Column[], by: readonly Column[], lines: readonly Line[], hash: string): string {
  const wanted = by.length > 0 ? lines.filter((line) => line.kind === "group") : lines;
  const few = wanted.slice(0, BLOCK_ROWS);
  const what = by.length > 0 ? "groups" : "runs";
  const more = wanted.length > few.length ? `The first ${few.length} of ${wanted.length} ${what}; ` : "";
  const note = `${more}${more ? "all of them" : "These " + what} in the [table of runs](../runs.html${hash.replace(/[()<>\s]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)})`;
  const mean = by.length > 0 ? "; mean ± 95 % confidence interval" : "";
  return `${toMarkdown(table, columns, by, few, (row) => `../${table.page(row)}`)}\n${note}${mean}.\n`;
}
