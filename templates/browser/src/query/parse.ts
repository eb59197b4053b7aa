// The query language: which runs a reader asks for. Documented in docs/reference/query.md.
//
//   query = all { "or" all }
//   all   = term { ["and"] term }
//   term  = ("not" | "-") term | "(" query ")" | key op value | key ":" value | word
//   op    = "=" | "!=" | ">" | ">=" | "<" | "<="
//
// Keys, values and words are bare or in double quotes, with \" and \\ inside. What is left open while typing is closed,
// what dangles is left out: a query always means something. A comparison that still lacks its value is kept as such.
// One that is too long or too deep to be read is refused as a whole.
import { type Token, tokenize } from "./tokens";

export type Operator = ":" | "=" | "!=" | ">" | ">=" | "<" | "<=";

/** `from` and `to` say where in the query a part stands. */
export type Query = { readonly from: number; readonly to: number; readonly bracketed?: boolean } & (
  | { readonly kind: "and" | "or"; readonly parts: readonly Query[] }
  | { readonly kind: "not"; readonly part: Query }
  | { readonly kind: "word"; readonly text: string }
  | { readonly kind: "open"; readonly key: string; readonly text: string }
  | {
      readonly kind: "term";
      readonly key: string;
      readonly op: Operator;
      readonly value: string;
      readonly text: string;
    }
);

/** How much one query may say: beyond it nobody reads it, and a page would stand still over it. */
export const MOST = { characters: 20_000, words: 2_000, levels: 100 } as const;

/** What was read of a query; `refused` says in a sentence why nothing was. */
interface Reading {
  readonly query: Query | null;
  readonly refused: string;
}

let last: { readonly source: string; readonly reading: Reading } | null = null;

/** Read a query. The last one is kept, for a page asks for it once per column. */
export function readQuery(source: string): Reading {
  if (last?.source !== source) last = { source, reading: read(source) };
  return last.reading;
}

/** The query; null where it says nothing, or is refused. */
export function parseQuery(source: string): Query | null {
  return readQuery(source).query;
}

function read(source: string): Reading {
  const refused = (what: string): Reading => ({ query: null, refused: `The query ${what}, and is not applied.` });
  const count = (number: number): string => number.toLocaleString("en");
  if (source.length > MOST.characters) return refused(`has more than ${count(MOST.characters)} characters`);
  const tokens = tokenize(source);
  if (tokens.length > MOST.words) return refused(`has more than ${count(MOST.words)} words and signs`);
  const parser = new Parser(source, tokens);
  const query = parser.query();
  return parser.tooDeep ? refused(`has brackets or “not” more than ${MOST.levels} deep`) : { query, refused: "" };
}

class Parser {
  tooDeep = false;
  private at = 0;
  private depth = 0;
  private level = 0;

  constructor(
    private readonly source: string,
    private readonly tokens: readonly Token[],
  ) {}

  query(): Query | null {
    const parts: Query[] = [];
    while (this.at < this.tokens.length) {
      const part = this.all();
      if (part) parts.push(part);
      if (this.keyword("or")) continue;
      if (this.depth > 0 || this.at >= this.tokens.length) break;
      this.at += 1; // a bracket that closes nothing
    }
    return joined("or", parts);
  }

  private all(): Query | null {
    const parts: Query[] = [];
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at] as Token;
      if (token.kind === ")" || this.is("or")) break;
      if (this.keyword("and")) continue;
      const part = this.term();
      if (part) parts.push(part);
    }
    return joined("and", parts);
  }

  private term(): Query | null {
    const token = this.tokens[this.at] as Token;
    if (token.kind === "-" || this.is("not")) return this.deeper(() => this.negated(token));
    if (token.kind === "(") return this.deeper(() => this.bracket());
    this.at += 1;
    if (token.kind === "op") return null; // nothing stands before it
    return (
      this.comparison(token) ?? this.colon(token) ?? { kind: "word", text: token.text, from: token.from, to: token.to }
    );
  }

  /** What stands one level deeper; too deep, and reading ends: the stack of a browser has an end, too. */
  private deeper(part: () => Query | null): Query | null {
    if (this.level >= MOST.levels) {
      this.tooDeep = true;
      this.at = this.tokens.length;
      return null;
    }
    this.level += 1;
    const found = part();
    this.level -= 1;
    return found;
  }

  private negated(token: Token): Query | null {
    this.at += 1;
    const next = this.tokens[this.at];
    if (!next || next.kind === ")" || this.is("or") || this.is("and")) return null;
    const part = this.term();
    return part && { kind: "not", part, from: token.from, to: part.to };
  }

  private bracket(): Query | null {
    const from = (this.tokens[this.at] as Token).from;
    this.at += 1;
    this.depth += 1;
    const inner = this.query();
    this.depth -= 1;
    const close = this.tokens[this.at];
    if (close?.kind !== ")") return inner;
    this.at += 1;
    return inner && { ...inner, from, to: close.to, bracketed: true };
  }

  private comparison(key: Token): Query | null {
    const [op, value] = [this.tokens[this.at], this.tokens[this.at + 1]];
    if (op?.kind !== "op") return null;
    if (value?.kind !== "word" || isBareQuote(value)) {
      this.at += value?.kind === "word" ? 2 : 1;
      return this.open(key, op.to);
    }
    this.at += 2;
    return this.made(key, op.text as Operator, value);
  }

  /** `tag:prod`, `"my key":value`, `key:"two words"`: the colon touches both sides. */
  private colon(key: Token): Query | null {
    const next = this.tokens[this.at];
    if (!key.quoted) {
      const colon = key.text.indexOf(":");
      if (colon <= 0) return null;
      const rest = key.text.slice(colon + 1);
      const touching = rest === "" && next?.kind === "word" && next.from === key.to ? next : null;
      if (rest === "" && !touching) return this.open({ ...key, text: key.text.slice(0, colon) }, key.to);
      if (touching) this.at += 1;
      const value = touching ?? { ...key, text: rest };
      return this.made({ ...key, text: key.text.slice(0, colon) }, ":", value);
    }
    if (next?.kind !== "word" || next.from !== key.to || next.quoted || !next.text.startsWith(":")) return null;
    this.at += 1;
    const after = this.tokens[this.at];
    if (next.text !== ":") return this.made(key, ":", { ...next, text: next.text.slice(1) });
    if (after?.kind !== "word" || after.from !== next.to) return this.open(key, next.to);
    this.at += 1;
    return this.made(key, ":", after);
  }

  private made(key: Token, op: Operator, value: Token): Query {
    const [from, to] = [key.from, value.to];
    return { kind: "term", key: key.text, op, value: value.text, text: this.source.slice(from, to), from, to };
  }

  private open({ text: key, from }: Token, to: number): Query {
    return { kind: "open", key, text: this.source.slice(from, to), from, to };
  }

  private is(word: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== "word" || token.quoted || token.text.toLowerCase() !== word) return false;
    return this.tokens[this.at + 1]?.kind !== "op"; // a param may be called "not"
  }

  private keyword(word: string): boolean {
    if (!this.is(word)) return false;
    this.at += 1;
    return true;
  }
}

/** A quote that was typed, and nothing after it yet. */
function isBareQuote({ quoted, from, to }: Token): boolean {
  return quoted && to - from === 1;
}

function joined(kind: "and" | "or", parts: readonly Query[]): Query | null {
  const [first, last] = [parts[0], parts[parts.length - 1]];
  if (!first || !last) return null;
  return parts.length === 1 ? first : { kind, parts, from: first.from, to: last.to };
}
