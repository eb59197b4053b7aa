// Cells of CSV files, as xreport/text/csv.py writes them; tests hold both to the same vectors. Pure.

/** What a spreadsheet may pass over before a formula: blanks, what is not seen, and quotes. */
const LEAD = '\\s\\x00-\\x1f\\x7f-\\x9f\\xad\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u2064\\ufeff"';
const SIGNS = "=+\\-@\\ufe62\\ufe63\\ufe66\\ufe6b\\uff0b\\uff0d\\uff1d\\uff20";
/** What ends a cell, or a line, for a spreadsheet that is set to another separator: it sees no quotes within a cell. */
const BREAKS = ";\\t|\\n\\r\\x0b\\x0c\\x85\\u2028\\u2029";
const FORMULA = new RegExp(`^(?:[${LEAD}]*[${SIGNS}]|[\\t\\r\\n])`);
/** A run of breaks and of what is passed over, whole, so that no text takes long; and the sign behind it. */
const WITHIN = new RegExp(`([${BREAKS}][${LEAD}${BREAKS}]*)([${SIGNS}]?)`, "g");
const BREAK = new RegExp(`\\r\\n|[${BREAKS}]`, "g");
const NUMBER = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|Infinity)$/;

export type CsvValue = string | number | null;

/**
 * A cell: numbers exactly, nothing for null, and no text that a spreadsheet takes for a formula, whatever its
 * separator.
 */
export function csvCell(value: CsvValue): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = disarmed(value.replaceAll("\0", "\ufffd"));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvLines(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("");
}

function disarmed(text: string): string {
  if (NUMBER.test(text)) return text;
  const whole = FORMULA.test(text) ? "'" : "";
  return (
    whole +
    text.replace(WITHIN, (_, between: string, sign: string) => (sign ? between.replace(BREAK, "$&'") + sign : between))
  );
}
