// Saving what was made here.
import { el } from "./dom";

/** Offer text as a file. */
export function saveText(name: string, text: string, type = "text/csv"): void {
  saveFile(name, new Blob([text], { type: `${type};charset=utf-8` }));
}

export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A file name from a metric's name: no folder, nothing a file system refuses. */
export function fileName(title: string, ending: string): string {
  const stem = title
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${stem || "chart"}.${ending}`;
}
