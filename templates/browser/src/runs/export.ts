// What is shown, to take away: CSV for spreadsheets, Markdown for texts, a block for reports. Pure.
import { type CsvValue as Cell, csvLines } from "../core/csv";
import { asNumber, asText } from "../core/order";
import { cellText, isNumeric, missing, type RunTable } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { groupName } from "./groupcells";
import { aggregate, common, type Group } from "./groups";
import { groupText, isAveraged } from "./grouptext";
import type { Line } from "./lines";
import type { Stat } from "./state";

const BLOCK_ROWS = 20;

export function toCsv(
  table: RunTable,
  columns: readonly Column[],
  by: readonly Column[],
  lines: readonly Line[],
): string {
  const shown = columns.filter((column) => column.kind !== "spark");
  const rows = by.length > 0 ? groupRecords(table, shown, by, lines) : runRecords(shown, lines);
  return csvLines(rows);
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
  if (typeof raw === "string" && asNumber(raw) !== undefined && isNumeric(column))
    return raw === "-Infinity" ? -Infinity : raw;
  return typeof raw === "number" ? raw : typeof raw === "object" && raw !== null ? raw.join(" ") : asText(raw);
}

const PARTS = ["n", "mean", "ci_low", "ci_high", "min", "max"] as const;

/**
 * What the lines have in a column: runs their own value, groups what is known of their numbers, or what their runs
 * share.
 */
interface Fields {
  readonly heads: readonly string[];
  ofRun(row: number): Cell[];
  ofGroup(group: Group): Cell[];
}

/** The lines as they stand. Where runs stand between groups, `row` says which is which. */
function groupRecords(
  table: RunTable,
  columns: readonly Column[],
  by: readonly Column[],
  lines: readonly Line[],
): Cell[][] {
  const mixed = hasRuns(lines);
  const fields = columns.flatMap((column) =>
    by.includes(column) || (column.key === "name" && !mixed) ? [] : [fieldsOf(table, column, by, mixed)],
  );
  const head: Cell[] = [
    ...(mixed ? ["row"] : []),
    ...by.map((column) => column.key),
    "runs",
    "configurations",
    ...fields.flatMap(({ heads }) => heads),
  ];
  const who = (kind: string, row: number): Cell[] => [
    ...(mixed ? [kind] : []),
    ...by.map((column) => exact(column, row)),
  ];
  const rows = lines.map((line): Cell[] => {
    if (line.kind === "run")
      return [
        ...who(line.pinned ? "pinned run" : "run", line.row),
        null,
        null,
        ...fields.flatMap((field) => field.ofRun(line.row)),
      ];
    const { group } = line;
    return [
      ...who("group", group.rows[0] as number),
      group.rows.length,
      group.configurations,
      ...fields.flatMap((field) => field.ofGroup(group)),
    ];
  });
  return [head, ...rows];
}

function fieldsOf(table: RunTable, column: Column, by: readonly Column[], mixed: boolean): Fields {
  const { key } = column;
  const ofRun = (row: number): Cell[] => [key === "name" ? table.name(row) : exact(column, row)];
  if (key === "name") return { heads: [key], ofRun, ofGroup: (group) => [groupName(by, group)] };
  if (!isNumeric(column)) return { heads: [key], ofRun, ofGroup: ({ rows }) => [shared(column, rows)] };
  const parts = isAveraged(column) ? PARTS : (["min", "max"] as const);
  const nothing = parts.map((part) => (part === "n" ? 0 : null));
  const numbers = ({ rows }: Group): Cell[] => {
    const found = aggregate(table, column, rows);
    const all = found && { ...found, ci_low: found.low, ci_high: found.high };
    return all ? parts.map((part) => all[part]) : nothing;
  };
  return {
    heads: [...(mixed ? [key] : []), ...parts.map((part) => `${key}:${part}`)],
    ofRun: (row) => [...ofRun(row), ...parts.map(() => null)],
    ofGroup: (group) => [...(mixed ? [null] : []), ...numbers(group)],
  };
}

/** What all runs of a group have, as that of a run; else how many values there are. */
function shared(column: Column, rows: readonly number[]): Cell {
  const text = common(column, rows);
  return text === cellText(column, rows[0] as number) ? exact(column, rows[0] as number) : text;
}

function hasRuns(lines: readonly Line[]): boolean {
  return lines.some(({ kind }) => kind === "run");
}

/** A text in a cell of a Markdown table: nothing in it is markup. */
export function markdownCell(text: string): string {
  const plain = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return plain
    .replace(/[\\`*_{}[\]#|!]/g, "\\$&")
    .replace(/\s+/g, " ")
    .trim();
}

export function toMarkdown(
  table: RunTable,
  columns: readonly Column[],
  by: readonly Column[],
  lines: readonly Line[],
  stat: Stat,
  link?: (row: number) => string,
): string {
  const grouped = by.length > 0;
  const named = !grouped || hasRuns(lines);
  const shown = columns.filter(
    (column) => column.kind !== "spark" && !by.includes(column) && (named || column.key !== "name"),
  );
  const heads = [
    ...(grouped ? [...by.map((column) => column.label), "runs"] : []),
    ...shown.map((column) => column.label),
  ];
  const aligns = [...(grouped ? [...by.map(isNumeric), true] : []), ...shown.map(isNumeric)];
  const rows = lines.map((line) => {
    if (line.kind === "group")
      return [
        ...line.group.labels,
        String(line.group.rows.length),
        ...shown.map((column) => (column.key === "name" ? "" : groupText(table, column, line.group.rows, stat))),
      ].map(markdownCell);
    const whose = grouped
      ? [...by.map((column) => markdownCell(cellText(column, line.row) || "–")), line.pinned ? "pinned" : ""]
      : [];
    return [...whose, ...shown.map((column) => runText(table, column, line.row, link))];
  });
  const written = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    written(heads.map(markdownCell)),
    `|${aligns.map((right) => (right ? "---:" : "---")).join("|")}|`,
    ...rows.map(written),
    "",
  ].join("\n");
}

function runText(table: RunTable, column: Column, row: number, link?: (row: number) => string): string {
  const text = markdownCell(column.key === "name" ? table.name(row) : cellText(column, row) || "–");
  return column.key === "name" && link ? `[${text}](${link(row)})` : text;
}

const SAID: Readonly<Record<Stat, string>> = {
  mean: "mean ± 95 % confidence interval",
  range: "the lowest … the highest value",
  n: "how many values",
};

/** A block for a page below reports/: a table that stands for itself, and the way back to what it shows. */
export function reportBlock(
  table: RunTable,
  columns: readonly Column[],
  by: readonly Column[],
  lines: readonly Line[],
  stat: Stat,
  hash: string,
): string {
  const few = lines.slice(0, BLOCK_ROWS);
  const what = by.length === 0 ? "runs" : hasRuns(lines) ? "rows" : "groups";
  const these =
    lines.length > few.length ? `The first ${few.length} of ${lines.length} ${what}; all of them` : `These ${what}`;
  const view = hash.replace(/[()<>\s]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const note = `${these} in the [table of runs](../runs.html${view})`;
  const said = by.length > 0 && columns.some(isAveraged) ? `; of groups ${SAID[stat]}` : "";
  return `${toMarkdown(table, columns, by, few, stat, (row) => `../${table.page(row)}`)}\n${note}${said}.\n`;
}
