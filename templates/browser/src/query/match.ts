// Which runs a query lets through.
import { asNumber, asText } from "../core/order";
import { cellText, missing, type RunTable, tagsOf } from "../core/runtable";
import type { Column } from "../core/shapes/runs";
import { type Operator, parseQuery, type Query, readQuery } from "./parse";

type Test = (row: number) => boolean;

/** A part of a query that asks something of a key. */
type Asked = Query & { readonly kind: "term" | "open" };

interface Read {
  readonly column: Column;
  readonly value: string;
  /** Why it says nothing, "" if it does. */
  readonly lacks: string;
}

/** So much is said of a query at once. */
const MOST_SAID = 3;

/** Where words are looked for. */
const FIXED = ["name", "id", "algorithm", "status", "project", "task", "group", "owner", "tags"];

export class QueryMatcher {
  private haystack: string[] | null = null;

  constructor(private readonly table: RunTable) {}

  /** The rows that a query lets through, in the order of `rows`. */
  apply(query: string, rows: readonly number[]): number[] {
    const parsed = parseQuery(query);
    const test = parsed && this.test(parsed);
    return test ? rows.filter(test) : [...rows];
  }

  /** Keys that name no column: what was asked of them is searched as words. */
  unknown(query: string): string[] {
    return [...new Set(this.asked(query).flatMap((part) => (this.read(part) ? [] : [part.key])))];
  }

  /** What is left out of a query because it is not finished, or cannot be read: in a sentence each. */
  leftOut(query: string): string[] {
    return [...new Set(this.asked(query).flatMap((part) => this.read(part)?.lacks || []))];
  }

  /** What of a query was not taken as it was meant, in words; "" where all of it was. */
  said(query: string): string {
    const { refused } = readQuery(query);
    if (refused) return refused;
    const names = this.unknown(query)
      .slice(0, MOST_SAID)
      .map((key) => `“${key.slice(0, 60)}”`);
    return [
      ...(names.length > 0 ? [`No column is called ${names.join(", ")}: searched as words.`] : []),
      ...this.leftOut(query).slice(0, MOST_SAID),
    ].join(" ");
  }

  private asked(query: string): Asked[] {
    const found: Asked[] = [];
    const walk = (part: Query): void => {
      if (part.kind === "term" || part.kind === "open") found.push(part);
      else if (part.kind === "not") walk(part.part);
      else if (part.kind === "and" || part.kind === "or") part.parts.forEach(walk);
    };
    const parsed = parseQuery(query);
    if (parsed) walk(parsed);
    return found;
  }

  /** Make the texts that words are looked for in, so that the first key pressed does not wait for it. */
  warm(): void {
    this.haystack ??= this.makeHaystack();
  }

  /** null for what says nothing yet. */
  private test(query: Query): Test | null {
    switch (query.kind) {
      case "and": {
        const tests = this.tests(query.parts);
        return tests.length > 0 ? (row) => tests.every((test) => test(row)) : null;
      }
      case "or": {
        const tests = this.tests(query.parts);
        return tests.length > 0 ? (row) => tests.some((test) => test(row)) : null;
      }
      case "not": {
        const test = this.test(query.part);
        return test && ((row) => !test(row));
      }
      case "word":
        return this.contains(query.text);
      case "open":
        return this.read(query) ? null : this.contains(query.key);
      case "term": {
        const found = this.read(query);
        if (!found) return this.contains(query.text);
        return found.lacks ? null : compare(found.column, query.op, found.value);
      }
    }
  }

  private tests(parts: readonly Query[]): Test[] {
    return parts.flatMap((part) => this.test(part) ?? []);
  }

  /** Of which column something is asked, and what; null for a key that names none. */
  private read(part: Asked): Read | null {
    const found = this.keyed(part);
    return found && { ...found, lacks: lacks(part, found) };
  }

  /** A bare key may hold colons itself: of `train/loss:last:nan` the longest that names a column. */
  private keyed(part: Asked): Omit<Read, "lacks"> | null {
    const [key, value] = [part.key, part.kind === "term" ? part.value : ""];
    if (part.kind === "term" && part.op === ":" && !part.text.startsWith('"')) {
      const whole = `${key}:${value}`;
      for (let at = whole.length; at > key.length; at = whole.lastIndexOf(":", at - 1)) {
        const column = this.resolve(whole.slice(0, at));
        if (column) return { column, value: whole.slice(at + 1) };
      }
    }
    const column = this.resolve(key);
    return column ? { column, value } : null;
  }

  private resolve(key: string): Column | undefined {
    return key === "tag" ? this.table.column("tags") : this.table.named(key);
  }

  private contains(word: string): Test {
    const wanted = word.toLowerCase();
    this.warm();
    const haystack = this.haystack as string[];
    return (row) => (haystack[row] as string).includes(wanted);
  }

  /** One lower-case text per run, made when first needed. */
  private makeHaystack(): string[] {
    const { columns, rows } = this.table;
    const fixed = columns.filter((column) => FIXED.includes(column.key));
    const params = columns.filter((column) => column.key.startsWith("params."));
    return rows.map((row) => {
      const parts = fixed.map((column) => cellText(column, row));
      for (const column of params) {
        if ((column.values[row] ?? null) !== null) parts.push(`${column.label}=${cellText(column, row)}`);
      }
      return parts.join("\n").toLowerCase();
    });
  }
}

const NOTHING: Readonly<Record<string, ReturnType<typeof missing>>> = { none: "absent", null: "null", nan: "nan" };

function compare(column: Column, op: Operator, value: string): Test {
  const lower = value.toLowerCase();
  if (op === ":") {
    const nothing = NOTHING[lower];
    return (row) =>
      (nothing !== undefined && missing(column, row) === nothing) ||
      cellText(column, row).toLowerCase().includes(lower);
  }
  const number = quantity(column, value);
  if (op === "=" || op === "!=") {
    const equals: Test = (row) => {
      const raw = column.values[row] ?? null;
      if (column.kind === "tags" && tagsOf(column, row).some((tag) => tag.toLowerCase() === lower)) return true;
      return (
        asNumber(raw) === number || asText(raw).toLowerCase() === lower || cellText(column, row).toLowerCase() === lower
      );
    };
    return op === "=" ? equals : (row) => !equals(row);
  }
  return (row) => {
    const have = asNumber(column.values[row] ?? null);
    if (have === undefined || Number.isNaN(number)) return false;
    if (op === ">") return have > number;
    if (op === ">=") return have >= number;
    return op === "<" ? have < number : have <= number;
  };
}

const KINDS: Readonly<Record<string, string>> = { duration: "duration, as 2h", time: "date, as 2026-01-31" };

function lacks(part: Asked, { column, value }: Omit<Read, "lacks">): string {
  const short = part.text.slice(0, 60);
  if (part.kind === "open") return `“${short}” lacks a value, and is left out.`;
  if (part.op === ":") return value === "" ? `“${short}” lacks a value, and is left out.` : "";
  if (part.op === "=" || part.op === "!=" || !Number.isNaN(quantity(column, value))) return "";
  return `“${value.slice(0, 60)}” is no ${KINDS[column.kind] ?? "number"}: “${short}” is left out.`;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, m: 60, h: 3600, d: 86400 };

/** A value as the number that a column of its kind holds: `2h` for durations, `2026-11-01` (UTC) for times. */
export function quantity(column: Pick<Column, "kind">, value: string): number {
  const text = value.trim();
  if (text === "") return NaN;
  if (column.kind === "duration") {
    const parts = /^([\d.]+)\s*(s|min|m|h|d)$/.exec(text);
    if (parts) return Number(parts[1]) * (SECONDS[parts[2] as string] as number);
  }
  if (column.kind === "time" && /^\d{4}-\d{2}/.test(text)) {
    const time = /\d:\d/.test(text) && !/[zZ]$|[+-]\d{2}:?\d{2}$/.test(text) ? `${text.replace(" ", "T")}Z` : text;
    return Date.parse(time) / 1000;
  }
  return Number(text);
}
