// The filter box: words that must all occur, and terms like `lr<=1e-3`, `val/acc>0.9`, `status:failed`, `-tag:old`.
//
//   query  = term*                     terms are joined by "and"
//   term   = ["-"] (word | key op value)
//   op     = ":" contains | "=" equals | "!=" | ">" | ">=" | "<" | "<="
//   word, key, value: bare, or in double quotes
//
// A word is looked for in name, tags, params, algorithm, status, project, task, group, owner. A term whose key names no
// column is taken as a word, so that nothing typed is an error.
import { asNumber, asText } from "../core/order";
import type { Column } from "../core/shapes";
import { cellText, type RunTable } from "./table";

type Test = (row: number) => boolean;

/** A key may hold a colon (acc:best>0.9): where a comparison follows, it is the comparison that splits. */
const TERM = /(-?)(?:("[^"]*"|[^\s"=<>!]+?)(!=|>=|<=|=|>|<)("[^"]*"|[^\s"]+)|("[^"]*"|[^\s":]+)(:)("[^"]*"|[^\s"]+)|("[^"]*"|[^\s"]+))/g;
const FIXED = ["name", "id", "algorithm", "status", "project", "task", "group", "owner", "tags"];

export class RunFilter {
  private haystack: string[] | null = null;

  constructor(private readonly table: RunTable) {}

  /** The rows that a query lets through, in the order of `rows`. */
  apply(query: string, rows: readonly number[]): number[] {
    const tests = this.tests(query);
    return tests.length === 0 ? [...rows] : rows.filter((row) => tests.every((test) => test(row)));
  }

  /** Make the texts that words are looked for in, so that the first key pressed does not wait for it. */
  warm(): void {
    this.haystack ??= this.makeHaystack();
  }

  private tests(query: string): Test[] {
    const tests: Test[] = [];
    for (const match of query.matchAll(TERM)) {
      const [whole, minus, word] = [match[0], match[1], match[8]];
      const [key, op, value] = match[3] ? match.slice(2, 5) : match.slice(5, 8);
      if (word === "and" || whole === "-") continue;
      const column = key === undefined ? undefined : this.resolve(unquote(key));
      const test = column && op && value ? compare(column, op, unquote(value)) : this.contains(unquote(whole.slice(minus?.length ?? 0)));
      tests.push(minus ? (row) => !test(row) : test);
    }
    return tests;
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

function compare(column: Column, op: string, value: string): Test {
  const lower = value.toLowerCase();
  if (op === ":") return (row) => cellText(column, row).toLowerCase().includes(lower);
  const number = value.trim() === "" ? NaN : Number(value);
  if (op === "=" || op === "!=") {
    const equals: Test = (row) => {
      const raw = column.values[row] ?? null;
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

function unquote(text: string): string {
  return text.replace(/^"(.*)"$/, "$1");
}
