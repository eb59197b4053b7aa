// Which runs a query lets through.
import { asNumber, asText } from "../core/order";
import type { Column } from "../core/shapes";
import { cellText, missing, tagsOf, type RunTable } from "../runs/table";
import { parseQuery, type Operator, type Query } from "./parse";

type Test = (row: number) => boolean;

/** Where words are looked for. */
const FIXED = ["name", "id", "algorithm", "status", "project", "task", "group", "owner", "tags"];

export class QueryMatcher {
  private haystack: string[] | null = null;

  constructor(private readonly table: RunTable) {}

  /** The rows that a query lets through, in the order of `rows`. */
  apply(query: string, rows: readonly number[]): number[] {
    const parsed = parseQuery(query);
    return parsed ? rows.filter(this.test(parsed)) : [...rows];
  }

  /** Keys that name no column: what was asked of them is searched as words. */
  unknown(query: string): string[] {
    const found: string[] = [];
    const walk = (part: Query): void => {
      if (part.kind === "term" && !this.resolve(part.key)) found.push(part.key);
      else if (part.kind === "not") walk(part.part);
      else if (part.kind === "and" || part.kind === "or") part.parts.forEach(walk);
    };
    const parsed = parseQuery(query);
    if (parsed) walk(parsed);
    return [...new Set(found)];
  }

  /** Make the texts that words are looked for in, so that the first key pressed does not wait for it. */
  warm(): void {
    this.haystack ??= this.makeHaystack();
  }

  private test(query: Query): Test {
    switch (query.kind) {
      case "and": {
        const tests = query.parts.map((part) => this.test(part));
        return (row) => tests.every((test) => test(row));
      }
      case "or": {
        const tests = query.parts.map((part) => this.test(part));
        return (row) => tests.some((test) => test(row));
      }
      case "not": {
        const test = this.test(query.part);
        return (row) => !test(row);
      }
      case "word":
        return this.contains(query.text);
      case "term": {
        const column = this.resolve(query.key);
        return column ? compare(column, query.op, query.value) : this.contains(query.text);
      }
    }
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
    return (row) => (nothing !== undefined && missing(column, row) === nothing) || cellText(column, row).toLowerCase().includes(lower);
  }
  const number = quantity(column, value);
  if (op === "=" || op === "!=") {
    const equals: Test = (row) => {
      const raw = column.values[row] ?? null;
      if (column.kind === "tags" && tagsOf(column, row).some((tag) => tag.toLowerCase() === lower)) return true;
      return asNumber(raw) === number || asText(raw).toLowerCase() === lower || cellText(column, row).toLowerCase() === lower;
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
