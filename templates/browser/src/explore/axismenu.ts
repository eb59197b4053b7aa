// Which fields are axes: a list of checkboxes behind a button.
import { button, el } from "../core/dom";
import type { Field } from "./field";

export class AxisMenu {
  readonly element: HTMLElement;
  private readonly list = el("div", { class: "xr-menu-list" });
  private readonly box: HTMLElement;
  private readonly opener: HTMLButtonElement;

  constructor(
    private readonly change: (keys: readonly string[]) => void,
    reset: () => void,
  ) {
    const foot = button("Default axes", reset);
    this.box = el(
      "div",
      { class: "xr-card xr-axis-menu", hidden: true, role: "group", "aria-label": "Axes" },
      this.list,
      foot,
    );
    this.opener = button("Axes", () => this.toggle(), { "aria-expanded": "false" });
    this.element = el("span", { class: "xr-axis-anchor" }, this.opener, this.box);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.box.hidden) return;
      this.toggle();
      this.opener.focus();
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.box.hidden && event.target instanceof Node && !this.element.contains(event.target)) this.toggle();
    });
  }

  private toggle(): void {
    this.box.hidden = !this.box.hidden;
    this.opener.setAttribute("aria-expanded", String(!this.box.hidden));
  }

  show(fields: readonly Field[], keys: readonly string[]): void {
    const focused = this.list.contains(document.activeElement)
      ? document.activeElement?.getAttribute("data-key")
      : null;
    const groups = new Map<string, Field[]>();
    for (const field of fields) groups.set(field.column.group, [...(groups.get(field.column.group) ?? []), field]);
    const sets = [...groups].map(([name, members]) =>
      el("fieldset", {}, el("legend", {}, name), ...members.map((field) => this.item(field, keys))),
    );
    this.list.replaceChildren(...sets);
    if (focused) this.list.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private item(field: Field, keys: readonly string[]): HTMLElement {
    const box = el("input", { type: "checkbox", "data-key": field.key });
    box.checked = keys.includes(field.key);
    // A new axis stands before the metric, which is read last.
    box.addEventListener("change", () => {
      if (!box.checked) this.change(keys.filter((key) => key !== field.key));
      else this.change(keys.length ? [...keys.slice(0, -1), field.key, keys[keys.length - 1] as string] : [field.key]);
    });
    return el("label", {}, box, el("span", {}, field.label));
  }
}
