// Elements are made here, and text enters them as text: nothing in this project assigns HTML.

type Child = Node | string | number | null | undefined | false;
type Props = Record<string, string | number | boolean | null | undefined | ((event: never) => void)>;

/** Make an element: `on…` props are listeners, true is an empty attribute, null and false are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value as EventListener);
    else if (value !== null && value !== undefined && value !== false)
      node.setAttribute(name, value === true ? "" : String(value));
  }
  return fill(node, ...children);
}

/** Append children; strings and numbers become text nodes. */
export function fill<T extends Element>(node: T, ...children: Child[]): T {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    node.append(typeof child === "number" ? String(child) : child);
  }
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A sparkline from polyline points in a 100 × 24 box. */
export function spark(points: string, color: string | number | null): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "xr-spark");
  svg.setAttribute("viewBox", "0 0 100 24");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  if (color !== null) svg.setAttribute("data-xr-color", String(color));
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", points);
  svg.append(line);
  return svg;
}

export function button(text: string, onclick: () => void, props: Props = {}): HTMLButtonElement {
  return el("button", { type: "button", class: "xr-button", onclick, ...props }, text);
}

/** Say something in passing, to the eye and to screen readers. */
export function toast(text: string): void {
  const note = el("div", { class: "xr-toast", role: "status" }, text);
  document.body.append(note);
  setTimeout(() => note.remove(), 2500);
}
