// A query in pieces: words, operators, brackets. Everything typed is some piece, so that nothing is an error.

export type Token = {
  readonly kind: "word" | "op" | "(" | ")" | "-";
  readonly text: string;
  /** Whether the text stood in quotes: then it is never a keyword. */
  readonly quoted: boolean;
  readonly from: number;
  readonly to: number;
};

/** Comparisons may have blanks around them; a colon binds a key to what follows, so it may not. */
const PIECE = /\s+|("(?:\\["\\]|[^"])*"?)|(!=|>=|<=|=|>|<)|([()])|((?:[^\s"()=<>!]|!(?!=))+)/gy;

export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(query); match; match = PIECE.exec(query)) {
    const [whole, quoted, op, bracket, bare] = match;
    const [from, to] = [match.index, PIECE.lastIndex];
    if (quoted !== undefined) tokens.push({ kind: "word", text: unquote(quoted), quoted: true, from, to });
    else if (op !== undefined) tokens.push({ kind: "op", text: op, quoted: false, from, to });
    else if (bracket !== undefined) tokens.push({ kind: bracket as "(" | ")", text: bracket, quoted: false, from, to });
    else if (bare !== undefined) pushBare(tokens, bare, query, from, to);
    if (whole === "") break;
  }
  return tokens;
}

/**
 * A minus before a word turns it round; one that stands alone, or before a number that is compared, is no piece of its
 * own.
 */
function pushBare(tokens: Token[], bare: string, query: string, from: number, to: number): void {
  const compared = tokens[tokens.length - 1]?.kind === "op";
  if (!bare.startsWith("-") || compared) {
    tokens.push({ kind: "word", text: bare, quoted: false, from, to });
    return;
  }
  const follows = bare.length > 1 || /^[("]/.test(query.slice(to));
  if (follows) tokens.push({ kind: "-", text: "-", quoted: false, from, to: from + 1 });
  if (bare.length > 1) tokens.push({ kind: "word", text: bare.slice(1), quoted: false, from: from + 1, to });
}

function unquote(text: string): string {
  const inner = text.length > 1 && text.endsWith('"') ? text.slice(1, -1) : text.slice(1);
  return inner.replace(/\\(["\\])/g, "$1");
}

/** A key or value as it may stand in a query. */
export function quote(text: string): string {
  const plain = /^[^\s"()=<>!:-][^\s"()=<>!:]*$/.test(text) && !/^(?:and|or|not)$/i.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}
