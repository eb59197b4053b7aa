// Queries made by hand movements: a brush on an axis becomes terms of the query, and goes with them.
import { parseQuery, type Query } from "./parse";
import { quote } from "./tokens";

export type Range = readonly [min: number, max: number];

/** The query with a range of one key, in the place of the one it had; null takes it out. An infinite end is open. */
export function withRange(query: string, key: string, range: Range | null): string {
  const rest = without(query, (part) => isBound(part, key));
  if (!range) return rest;
  const name = quote(key);
  const terms = [
    range[0] > -Infinity ? `${name}>=${outward(range[0], -1)}` : "",
    range[1] < Infinity ? `${name}<=${outward(range[1], 1)}` : "",
  ];
  const bounds = terms.filter(Boolean).join(" ");
  return bounds ? joined(rest, bounds) : rest;
}

/** The query with a choice of values of one key; null or none takes it out. */
export function withChoice(query: string, key: string, values: readonly string[] | null): string {
  const rest = without(query, (part) => isChoice(part, key));
  if (!values?.length) return rest;
  const terms = values.map((value) => `${quote(key)}=${quote(value)}`);
  return joined(rest, terms.length === 1 ? (terms[0] as string) : `(${terms.join(" or ")})`);
}

/** The range that a query gives a key at its top level. */
export function rangeOf(query: string, key: string): Range | null {
  let [min, max] = [-Infinity, Infinity];
  for (const part of topLevel(query)) {
    if (!isBound(part, key) || part.kind !== "term") continue;
    const value = Number(part.value);
    if (part.op === ">=") min = value;
    else max = value;
  }
  return min === -Infinity && max === Infinity ? null : [min, max];
}

/** The values that a query lets a key have at its top level. */
export function choiceOf(query: string, key: string): string[] | null {
  for (const part of topLevel(query)) {
    if (!isChoice(part, key)) continue;
    const terms = part.kind === "or" ? part.parts : [part];
    return terms.flatMap((term) => (term.kind === "term" ? [term.value] : []));
  }
  return null;
}

function topLevel(query: string): readonly Query[] {
  const parsed = parseQuery(query);
  if (!parsed) return [];
  return parsed.kind === "and" && !parsed.bracketed ? parsed.parts : [parsed];
}

function isBound(part: Query, key: string): boolean {
  return part.kind === "term" && part.key === key && (part.op === ">=" || part.op === "<=");
}

function isChoice(part: Query, key: string): boolean {
  if (part.kind === "or") return part.parts.every((one) => isChoice(one, key));
  return part.kind === "term" && part.key === key && part.op === "=";
}

/** What is left of a query without some parts of its top level, each in brackets where it needs them. */
function without(query: string, unwanted: (part: Query) => boolean): string {
  // A comparison without a value would take what is added after it for one.
  const parts = topLevel(query).filter((part) => part.kind !== "open" && !unwanted(part));
  const texts = parts.map((part) => {
    const text = query.slice(part.from, part.to);
    return part.kind === "or" && !part.bracketed ? `(${text})` : text;
  });
  return texts.join(" ");
}

function joined(rest: string, terms: string): string {
  return rest === "" ? terms : `${rest} ${terms}`;
}

/** A bound with few digits that leaves out nothing that was inside. */
function outward(value: number, side: -1 | 1): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 3);
  const rounded = Number((side < 0 ? Math.floor(value / unit) * unit : Math.ceil(value / unit) * unit).toPrecision(4));
  // Rounding may have gone past the value by the last bit of a double.
  const safe = side < 0 ? rounded <= value : rounded >= value;
  return String(safe ? rounded : value);
}

/** Columns that a query filters at its top level, as their menus would. */
export function filteredKeys(query: string, columns: readonly { readonly key: string }[]): Set<string> {
  if (query.trim() === "") return new Set();
  const filtered = columns.filter(
    ({ key }) => query.includes(key) && (rangeOf(query, key) !== null || choiceOf(query, key) !== null),
  );
  return new Set(filtered.map(({ key }) => key));
}
