// Cells of a group: who it is, what its runs share, and of numbers the mean with its interval, the range, or how many.
import { el } from "../core/dom";
import type { Column } from "../core/shapes/runs";
import { RULE } from "./facts";
import { writeNumber } from "./format";
import { type Aggregate, aggregate, common, type Group } from "./groups";
import { isAveraged, spanText, statParts } from "./grouptext";
import type { Line } from "./lines";
import { isMeasure } from "./looks";
import { type Context, painted } from "./painted";

type GroupLine = Line & { kind: "group" };

export function groupCell(context: Context, column: Column, line: GroupLine): HTMLElement | DocumentFragment | string {
  const { group } = line;
  if (column.key === "name") return headCell(context, line);
  if (column.kind === "spark") return "";
  const numbers = aggregate(context.table, column, group.rows);
  if (!numbers) return sharedCell(column, group.rows);
  if (!isAveraged(column)) return spanCell(column, numbers);
  const content = el("span", { title: describe(column, numbers) }, ...words(context, column, numbers));
  return isMeasure(column)
    ? painted(context, column, { number: numbers.mean, rows: group.rows }, content, null)
    : content;
}

function sharedCell(column: Column, rows: readonly number[]): HTMLElement | string {
  const text = common(column, rows);
  if (text === "" || text === "–") return el("span", { class: "xr-missing", title: "not logged" }, "–");
  return / values$/.test(text) ? el("span", { class: "xr-missing" }, text) : text;
}

function spanCell(column: Column, numbers: Aggregate): HTMLElement {
  const text = spanText(column, numbers);
  return el(
    "span",
    {
      title: column.kind === "time" ? text.replace(" … ", " to ") : describe(column, numbers),
      class: numbers.left > 0 ? "xr-missing" : "",
    },
    text,
  );
}

function words({ stat }: Context, column: Column, numbers: Aggregate): (string | HTMLElement)[] {
  const [main, half] = statParts(stat, column, numbers);
  return half ? [main, el("small", { class: "xr-ci" }, half)] : [main];
}

/** All that is known of a group's numbers, in few words. */
function describe(column: Column, numbers: Aggregate): string {
  const { n, mean, low, high, min, max, left } = numbers;
  const parts = [`n = ${n}`, `mean ${writeNumber(column, mean)}`];
  if (low !== null && high !== null) parts.push(`95 % CI ${writeNumber(column, low)} to ${writeNumber(column, high)}`);
  parts.push(`min ${writeNumber(column, min)}`, `max ${writeNumber(column, max)}`);
  if (left > 0) parts.push(`${left} not counted: not finished, not logged or not finite`);
  const said = parts.join(", ");
  return column.group === "Metrics" ? `${said}. ${RULE}` : said;
}

const PART = " · ";

const speaks = new WeakMap<Column, boolean>();

/** A text says what it is; a bare number, or yes and no, do not. */
function isSpeaking(column: Column): boolean {
  const known =
    speaks.get(column) ??
    (column.kind === "text" && !column.values.some((value) => value === "true" || value === "false"));
  speaks.set(column, known);
  return known;
}

/** What a group is called. */
export function groupName(by: readonly Column[], { labels }: Group): string {
  return labels
    .map((label, index) =>
      isSpeaking(by[index] as Column) && label !== "–" ? label : `${by[index]?.label ?? ""} ${label}`,
    )
    .join(PART);
}

/** How many parts all names begin with: where there is little room they would hide what tells groups apart. */
export function sharedLead(by: readonly Column[], groups: readonly Group[]): number {
  const [first] = groups;
  if (!first || groups.length < 2) return 0;
  const parts = groupName(by, first).split(PART);
  let lead = parts.length - 1;
  for (const group of groups) {
    if (lead <= 0) break;
    const others = groupName(by, group).split(PART);
    const apart = parts.findIndex((part, at) => part !== others[at]);
    lead = Math.min(lead, others.length - 1, apart < 0 ? lead : apart);
  }
  return Math.max(0, lead);
}

function headCell({ by, lead }: Context, { group, open, place }: GroupLine): HTMLElement {
  const name = groupName(by, group);
  const short = lead > 0 ? `… ${name.split(PART).slice(lead).join(PART)}` : name;
  const size = `${group.rows.length} ${group.rows.length === 1 ? "run" : "runs"}`;
  const toggle = el(
    "button",
    {
      type: "button",
      class: "xr-twist",
      tabindex: -1,
      "data-xr-group": place,
      "aria-expanded": String(open),
      "aria-label": `${open ? "Hide" : "List"} the runs of ${name}`,
    },
    open ? "▾" : "▸",
  );
  const mixed =
    group.configurations > 1
      ? el(
          "span",
          {
            class: "xr-mark",
            "data-tone": "warn",
            "data-short": `≠ ${group.configurations}`,
            title: `These runs are of ${group.configurations} configurations: their spread is not only that of seeds.`,
          },
          `mixes ${group.configurations} configurations`,
        )
      : null;
  const dot = el("span", { class: "xr-dot", "data-xr-color": place % 10 });
  return el(
    "span",
    { class: "xr-name xr-group" },
    toggle,
    dot,
    el("strong", { title: name }, short),
    el("span", { class: "xr-muted" }, size),
    mixed,
  );
}
