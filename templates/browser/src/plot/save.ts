// The menu that saves a chart as a file.
import { loadScript } from "../core/data";
import { button, el, toast } from "../core/dom";
import type { Chart } from "./chart";
import type { Form } from "./picture";

declare global {
  interface Window {
    xreport_picture?: (chart: Chart, form: Form) => void;
  }
}

/** Put a small menu at the end of a caption. */
export function mountSave(caption: Element, chart: Chart): void {
  const { title } = chart.options;
  const save = (form: Form): void => {
    const loaded = window.xreport_picture ? Promise.resolve() : loadScript("assets/xr/picture.js");
    loaded.then(
      () => window.xreport_picture?.(chart, form),
      () => toast("What makes the file could not be loaded"),
    );
  };
  const items = (["PNG", "SVG", "CSV"] as const).map((form) => button(form, () => save(form)));
  const menu = el(
    "div",
    { class: "xr-save-menu", role: "group", "aria-label": "Save what is in view", hidden: true },
    ...items,
  );
  const opener = button("Save", () => toggle(menu.hidden), {
    "data-kind": "ghost",
    "aria-expanded": "false",
    "aria-label": `Save ${title}`,
  });
  const host = el("span", { class: "xr-save xr-js" }, opener, menu);
  const outside = (event: Event): void => {
    if (!host.contains(event.target as Node)) toggle(false);
  };
  const toggle = (open: boolean): void => {
    menu.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    if (open) document.addEventListener("pointerdown", outside);
    else document.removeEventListener("pointerdown", outside);
  };
  const close = (): void => {
    toggle(false);
    opener.focus();
  };
  host.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !menu.hidden) close();
  });
  for (const item of items) item.addEventListener("click", close);
  caption.append(host);
}
