// The menu of columns: one checkbox per column, by group, with a box to find one among many.
import { button, el } from "../core/dom";
import type { Column } from "../core/shapes";

export class ColumnMenu {
  readonly element: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly boxes = new Map<string, HTMLInputElement>();

  constructor(
    columns: readonly Column[],
    private readonly changed: (visible: ReadonlySet<string>) => void,
    reset: () => void,
  ) {
    const opener = button("Columns", () => this.toggle(), { "aria-haspopup": "true", "aria-expanded": "false" });
    const find = el("input", { class: "xr-input", type: "text", placeholder: "Find a column", "aria-label": "Find a column" });
    find.addEventListener("input", () => this.find(find.value.toLowerCase()));
    const groups = [...new Set(columns.map((column) => column.group))].map((group) => this.group(group, columns));
    const foot = el("div", { class: "xr-menu-foot" }, button("Default columns", reset));
    this.panel = el("div", { class: "xr-menu", hidden: true }, find, el("div", { class: "xr-menu-list" }, ...groups), foot);
    this.element = el("div", { class: "xr-menu-anchor" }, opener, this.panel);
    this.closeOutside(opener);
  }

  show(visible: readonly string[]): void {
    const wanted = new Set(visible);
    for (const [key, box] of this.boxes) box.checked = wanted.has(key);
  }

  private group(group: string, columns: readonly Column[]): HTMLElement {
    const items = columns.filter((column) => column.group === group && column.key !== "color").map((column) => this.item(column));
    return el("fieldset", {}, el("legend", {}, group), ...items);
  }

  private item(column: Column): HTMLElement {
    const box = el("input", { type: "checkbox" });
    box.addEventListener("change", () => {
      this.changed(new Set([...this.boxes].filter(([, other]) => other.checked).map(([key]) => key)));
    });
    this.boxes.set(column.key, box);
    return el("label", { title: column.key }, box, el("span", {}, column.label));
  }

  private find(text: string): void {
    for (const label of this.panel.querySelectorAll("label")) label.hidden = !`${label.textContent} ${label.title}`.toLowerCase().includes(text);
    for (const group of this.panel.querySelectorAll("fieldset")) group.hidden = !group.querySelector("label:not([hidden])");
  }

  private toggle(open = this.panel.hidden): void {
    this.panel.hidden = !open;
    this.element.querySelector("button")?.setAttribute("aria-expanded", String(open));
    if (open) this.panel.querySelector("input")?.focus();
  }

  private closeOutside(opener: HTMLElement): void {
    document.addEventListener("pointerdown", (event) => {
      if (!this.panel.hidden && !this.element.contains(event.target as Node)) this.toggle(false);
    });
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.panel.hidden) return;
      this.toggle(false);
      opener.focus();
    });
  }
}
