// What an axis can do, by keyboard and by touch: a range or categories to type, its place, away with it.
import { button, el } from "../core/dom";
import type { Brush } from "./brush";
import type { Field } from "./field";
import { moved } from "./layout";

interface PanelActions {
  brush(field: Field, brush: Brush | null): void;
  axes(keys: readonly string[]): void;
}

export class AxisPanel {
  readonly element = el("div", { class: "xr-card xr-pc-panel", role: "dialog", hidden: true });
  private field: Field | null = null;

  constructor(
    private readonly actions: PanelActions,
    private readonly keys: () => readonly string[],
  ) {
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
    document.addEventListener("pointerdown", (event) => {
      const inside = event.target instanceof Element && event.target.closest(".xr-pc-panel, .xr-pc-title") !== null;
      if (!inside) this.element.hidden = true;
    });
  }

  toggle(field: Field, brush: Brush | null, opener: HTMLElement): void {
    if (!this.element.hidden && this.field?.key === field.key) return this.close();
    this.field = field;
    this.element.setAttribute("aria-label", field.label);
    this.element.replaceChildren(el("strong", {}, field.label), ...this.content(field, brush), this.buttons(field));
    this.element.hidden = false;
    const host = this.element.parentElement?.getBoundingClientRect();
    const { left } = opener.getBoundingClientRect();
    if (host)
      this.element.style.left = `${Math.max(0, Math.min(left - host.left, host.width - this.element.offsetWidth))}px`;
    this.element.querySelector("input")?.focus();
  }

  private close(): void {
    this.element.hidden = true;
    const titles = this.element.parentElement?.querySelectorAll<HTMLElement>(".xr-pc-axis") ?? [];
    [...titles]
      .find((axis) => axis.dataset.key === this.field?.key)
      ?.querySelector("button")
      ?.focus();
  }

  private content(field: Field, brush: Brush | null): HTMLElement[] {
    return field.levels ? [this.choices(field, field.levels, brush)] : [this.range(field, brush)];
  }

  private range(field: Field, brush: Brush | null): HTMLElement {
    const ends = brush && "range" in brush ? brush.range : [-Infinity, Infinity];
    const [min, max] = ["From", "To"].map((name, index) => {
      const end = ends[index] as number;
      const shown = Number.isFinite(end) ? String(end) : "";
      const rest = String(Number((index ? field.max : field.min).toPrecision(4)));
      return el("input", {
        class: "xr-input",
        type: "number",
        step: "any",
        value: shown,
        placeholder: rest,
        "aria-label": `${name}, ${field.label}`,
      });
    }) as [HTMLInputElement, HTMLInputElement];
    const apply = (): void => {
      const [low, high] = [min, max].map((input, index) =>
        input.value === "" ? [field.min, field.max][index] : Number(input.value),
      ) as [number, number];
      const given = min.value !== "" || max.value !== "";
      this.actions.brush(
        field,
        given && !Number.isNaN(low + high) ? { range: [Math.min(low, high), Math.max(low, high)] } : null,
      );
    };
    for (const input of [min, max]) input.addEventListener("change", apply);
    return el("div", { class: "xr-pc-range" }, min, "to", max);
  }

  private choices(field: Field, levels: readonly string[], brush: Brush | null): HTMLElement {
    const chosen = new Set(brush && "values" in brush ? brush.values : []);
    const boxes = levels.slice(0, 50).map((level) => {
      const box = el("input", { type: "checkbox" });
      box.checked = chosen.has(level);
      box.addEventListener("change", () => {
        if (box.checked) chosen.add(level);
        else chosen.delete(level);
        this.actions.brush(field, chosen.size ? { values: levels.filter((one) => chosen.has(one)) } : null);
      });
      return el("label", {}, box, level);
    });
    return el("div", { class: "xr-pc-choices", role: "group", "aria-label": `Values of ${field.label}` }, ...boxes);
  }

  private buttons(field: Field): HTMLElement {
    const change = (keys: readonly string[], closes = false): void => {
      this.actions.axes(keys);
      if (closes) this.element.hidden = true;
    };
    return el(
      "div",
      { class: "xr-pc-buttons" },
      button("←", () => change(moved(this.keys(), field.key, -1)), { "aria-label": "Move left" }),
      button("→", () => change(moved(this.keys(), field.key, 1)), { "aria-label": "Move right" }),
      button("Clear", () => {
        this.actions.brush(field, null);
        this.element.hidden = true;
      }),
      button("Hide axis", () =>
        change(
          this.keys().filter((key) => key !== field.key),
          true,
        ),
      ),
    );
  }
}
