// Columns as they travel become columns as they are read: what is packed is unpacked when it is first looked at.
import type { Column, Raw, SentColumn } from "./shapes";

export function unpack(sent: SentColumn): Column {
  const { f8, decimals, ...rest } = sent;
  if (f8 === undefined && decimals === undefined) return sent as Column;
  let values: readonly Raw[] | undefined = rest.values;
  let text: readonly string[] | null | undefined = rest.text;
  return {
    ...rest,
    get values() {
      return (values ??= doubles(f8 ?? ""));
    },
    get text() {
      if (text === undefined) text = decimals === undefined ? null : this.values.map((raw) => written(raw, decimals));
      return text;
    },
  };
}

/** Doubles, little end first. A NaN with a last bit stands for what was not logged; other non-finite ones are as in a log. */
export function doubles(base64: string): Raw[] {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.length >> 3 }, (_, row) => {
    const value = view.getFloat64(row * 8, true);
    if (Number.isFinite(value)) return value;
    if (!Number.isNaN(value)) return value > 0 ? "Infinity" : "-Infinity";
    return view.getUint8(row * 8) === 1 ? null : "NaN";
  });
}

/** A cell with so many decimals, as Python writes columns (xreport/text.py). */
export function written(raw: Raw, decimals: number): string {
  if (raw === null) return "–";
  if (typeof raw !== "number") return raw === "Infinity" ? "∞" : raw === "-Infinity" ? "−∞" : "NaN";
  if (raw === 0) return decimals > 5 ? "0" : (0).toFixed(decimals);
  const text = raw.toFixed(decimals);
  if (!text.startsWith("-")) return text;
  return /[1-9]/.test(text) ? `−${text.slice(1)}` : text.slice(1);
}
