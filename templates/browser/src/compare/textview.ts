// Texts side by side, with the lines marked in which they differ.
import { el } from "../core/dom";
import { compareLines, type Line } from "./lines";

interface TextPart {
  readonly host: HTMLElement;
  readonly text: string;
  readonly name: string;
}

const MOST_LINES = 2000;

/** Each is measured against the first; the first of two against the other. */
export function diffedText(parts: readonly TextPart[]): void {
  const first = parts[0];
  if (!first) return;
  parts.forEach((part, index) => {
    const other = index > 0 ? first : parts.length === 2 ? parts[1] : undefined;
    const lines = compareLines(part.text, other?.text ?? part.text);
    const changed = lines.filter(({ same }) => !same).length;
    const cut = lines.length > MOST_LINES ? `; the first ${MOST_LINES} of ${lines.length} lines are shown` : "";
    const note = other
      ? changed
        ? `${changed} of ${lines.length} lines not in ${other.name}`
        : `all lines as in ${other.name}`
      : `${lines.length} lines`;
    const pre = el(
      "pre",
      { class: "xr-text xr-diff", tabindex: 0 },
      ...lines.slice(0, MOST_LINES).map((line) => lineOf(line, index === 0)),
    );
    part.host.replaceChildren(pre, el("p", { class: "xr-muted" }, note + cut));
  });
}

function lineOf({ text, same }: Line, first: boolean): HTMLElement {
  return el("span", { class: "xr-line", "data-differs": same ? null : first ? "-" : "+" }, `${text}\n`);
}
