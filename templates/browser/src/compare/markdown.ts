// A comparison as Markdown, for a report or a pull request. Pure.
import type { Entry, Layout, Part } from "./layout";

/** A table of what is shown: runs as columns, or as rows. `names` are those of the runs shown. */
export function toMarkdown(layout: Layout, parts: readonly Part[], transpose: boolean, address: string): string {
  const entries = parts.flatMap((part) => part.entries).filter((entry) => entry.kind !== "branch");
  const runs = layout.rows.map((run) => layout.name(run) + (run === layout.base ? " (baseline)" : ""));
  const values = entries.map((entry) => layout.rows.map((run) => shownValue(layout, entry, run)));
  const table = transpose
    ? [
        ["run", ...entries.map(fullName)],
        ...runs.map((name, index) => [name, ...values.map((row) => row[index] as string)]),
      ]
    : [["", ...runs], ...entries.map((entry, index) => [fullName(entry), ...(values[index] as string[])])];
  const [head = [], ...rows] = table.map((row) => `| ${row.map(escaped).join(" | ")} |`);
  const rule = `|${(table[0] ?? []).map(() => " --- ").join("|")}|`;
  return `${[head, rule, ...rows].join("\n")}\n\n[Comparison of ${runs.length} runs](${address})\n`;
}

function shownValue(layout: Layout, entry: Entry, run: number): string {
  const { text, delta, note, best } = layout.cell(entry, run);
  const value = best ? `**${text}**` : text;
  return [value, delta ? `(${delta.text})` : "", note ? `(${note})` : ""].filter(Boolean).join(" ");
}

function fullName(entry: Entry): string {
  if (entry.kind === "means") return `${entry.metric}, ${entry.name}`;
  return entry.kind === "row" ? entry.row.column.label : entry.name;
}

/** One line, and nothing in it that Markdown or HTML would take for its own; the stars around a best value stay. */
function escaped(text: string): string {
  const bold = /^\*\*(.*?)\*\*(.*)$/s.exec(text);
  const plain = (part: string): string =>
    part
      .replace(/\s+/g, " ")
      .replace(/[\\`*_[\]|~#]/g, "\\$&")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;");
  return bold ? `**${plain(bold[1] ?? "")}**${plain(bold[2] ?? "")}` : plain(text);
}
