// Columns as they travel become columns as they are read: what is packed is unpacked when it is first looked at.
import type { Cells, Column, Raw, SentColumn } from "./shapes/runs";

export function unpack(sent: SentColumn, count: number): Column {
  const { f8, decimals, shortest, values: cells, text: texts, ...rest } = sent;
  let values: readonly Raw[] | undefined;
  let text: readonly string[] | null | undefined;
  return {
    ...rest,
    get values() {
      return (values ??= f8 === undefined ? spread(cells ?? [], count) : doubles(f8));
    },
    get text() {
      if (text !== undefined) return text;
      if (shortest) text = this.values.map((raw) => word(raw) ?? repr(Number(raw)));
      else if (decimals !== undefined) text = this.values.map((raw) => written(raw, decimals));
      else text = texts ? spread(texts, count) : null;
      return text;
    },
  };
}

/** A cell of each run. */
export function spread<T>(cells: Cells<T>, count: number): readonly T[] {
  if (!("pool" in cells)) return cells;
  const { pool, at } = cells;
  if (pool.length === 1) return new Array<T>(count).fill(pool[0] as T);
  const bytes = bytesOf(at);
  const wide = pool.length > 256;
  const all = new Array<T>(count);
  for (let row = 0; row < count; row += 1) {
    const index = wide ? (bytes[2 * row] as number) + 256 * (bytes[2 * row + 1] as number) : bytes[row];
    all[row] = pool[index as number] as T;
  }
  return all;
}

function bytesOf(base64: string): Uint8Array {
  const letters = atob(base64);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

/**
 * Doubles, little end first. A NaN with a last bit stands for what was not logged; other non-finite ones are as in a
 * log.
 */
export function doubles(base64: string): Raw[] {
  const bytes = bytesOf(base64);
  const view = new DataView(bytes.buffer);
  const all = new Array<Raw>(bytes.length >> 3);
  for (let row = 0; row < all.length; row += 1) {
    const value = view.getFloat64(row * 8, true);
    if (Number.isFinite(value)) all[row] = value;
    else if (!Number.isNaN(value)) all[row] = value > 0 ? "Infinity" : "-Infinity";
    else all[row] = bytes[row * 8] === 1 ? null : "NaN";
  }
  return all;
}

/** A cell with so many decimals, as Python writes columns (xreport/text/numbers.py). */
export function written(raw: Raw, decimals: number): string {
  if (typeof raw !== "number") return word(raw) ?? "NaN";
  if (raw === 0) return decimals > 6 ? "0" : (0).toFixed(decimals);
  const text = raw.toFixed(decimals);
  if (!text.startsWith("-")) return text;
  return /[1-9]/.test(text) ? `−${text.slice(1)}` : text.slice(1);
}

/** The shortest text that reads back as the same double, as Python writes it. */
export function repr(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  const text = Object.is(value, -0) ? "-0" : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

function word(raw: Raw): string | undefined {
  if (raw === null) return "–";
  if (typeof raw !== "string") return undefined;
  return raw === "Infinity" ? "∞" : raw === "-Infinity" ? "−∞" : "NaN";
}
