// Small controls that the sections share.
import { el } from "../core/dom";
import { compact } from "../core/numbers";
import { cellText, isNumeric, missing, type RunTable } from "../core/runtable";
import { arrow } from "./axis";
import type { Colours } from "./colour";
import type { Field } from "./field";

/** A labelled choice of a field, params and metrics apart. */
export function fieldSelect(
  label: string,
  fields: readonly Field[],
  chosen: string,
  change: (key: string) => void,
): HTMLElement {
  const select = el("select", { class: "xr-input", "aria-label": label });
  const groups = new Map<string, Field[]>();
  for (const field of fields) groups.set(field.column.group, [...(groups.get(field.column.group) ?? []), field]);
  for (const [name, members] of groups) {
    select.append(
      el(
        "optgroup",
        { label: name },
        ...members.map((field) => el("option", { value: field.key }, field.label + arrow(field))),
      ),
    );
  }
  select.value = chosen;
  select.addEventListener("change", () => change(select.value));
  return el("label", {}, label, select);
}

export function checkbox(label: string, on: boolean, change: (on: boolean) => void, disabled = false): HTMLElement {
  const box = el("input", { type: "checkbox", disabled });
  box.checked = on;
  box.addEventListener("change", () => change(box.checked));
  return el("label", {}, box, label);
}

/** What the colours mean. */
export function colourKey(colours: Colours): HTMLElement {
  const { field } = colours;
  const palette = colours.palette();
  if (field.levels && palette.length === field.levels.length) {
    const swatches = field.levels.map((level, index) =>
      el("span", {}, el("span", { class: "xr-dot", style: `--xr-color:${palette[index]}` }), level),
    );
    return el("span", { class: "xr-colour-key" }, `${field.label}:`, ...swatches);
  }
  const [from, to] = colours.ends.map((value) =>
    field.levels ? (field.levels[value] ?? "") : field.column.kind === "time" ? "" : compact(value, 3),
  );
  const bar = el("i", { style: `background:linear-gradient(to right, ${palette.join(", ")})` });
  const words = field.direction ? ["worse ", " better"] : ["", ""];
  return el("span", { class: "xr-colour-key" }, `${field.label}: ${words[0]}${from}`, bar, `${to}${words[1]}`);
}

/** A run's value of a field in words. */
export function valueText(field: Field, row: number): string {
  if (missing(field.column, row) === "absent") return "not logged";
  const text = cellText(field.column, row);
  return isNumeric(field.column) && field.column.text === null ? compact(Number(text)) : text;
}

export function tipOf(table: RunTable, row: number, fields: readonly Field[]): string[] {
  const unique = [...new Map(fields.map((field) => [field.key, field])).values()];
  return [table.name(row), ...unique.map((field) => `${field.label} ${valueText(field, row)}`)];
}
