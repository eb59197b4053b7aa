// The section of a run page with what was logged: each static rendering becomes a viewer when it comes near the screen.
import { loadData } from "../core/data";
import { el } from "../core/dom";
import { Lazy } from "../core/lazy";
import { type Item, isLogged, type LoggedData } from "../core/shapes/logged";
import { lacking } from "../core/waiting";
import { framesOf } from "./frames";
import { mountItem } from "./item";
import { Link } from "./link";

export function mountLogged(section: HTMLElement): void {
  const slug = section.dataset.xrLoggedOf ?? "";
  const figures = [...section.querySelectorAll<HTMLElement>("figure[data-xr-logged]")];
  if (figures.length === 0) return;
  const link = new Link(location.hash);
  const lazy = new Lazy();
  let loaded: Promise<Map<string, Item>> | null = null;
  const items = (): Promise<Map<string, Item>> => {
    loaded ??= loadData(`logged/${slug}`).then((data) => {
      if (!isLogged(data)) throw new Error("data of another shape");
      const found = byName(data);
      mountControl(section, [...found.values()], link);
      return found;
    });
    return loaded;
  };
  for (const figure of figures) {
    lazy.add(figure, () => {
      items().then(
        (found) => mountOne(figure, found, link),
        () => sayLost(section), // the static rendering stays
      );
    });
  }
}

/** Once, however many viewers wait. */
function sayLost(section: HTMLElement): void {
  if (section.querySelector(".xr-lacking")) return;
  section
    .querySelector("h2")
    ?.after(lacking("The viewers' data could not be loaded: each object is shown as at its last step."));
}

function byName(data: LoggedData): Map<string, Item> {
  return new Map(data.items.map((item) => [nameOf(item.kind, item.key), item]));
}

function nameOf(kind: string, key: string): string {
  return `${kind}\n${key}`;
}

function mountOne(figure: HTMLElement, items: ReadonlyMap<string, Item>, link: Link): void {
  const item = items.get(nameOf(figure.dataset.xrKind ?? "", figure.dataset.xrLogged ?? ""));
  if (!item || item.steps.length === 0) return;
  try {
    mountItem(figure, item, link);
  } catch (error) {
    console.warn("logged object", item.key, error); // damaged: its static rendering stays
  }
}

/** One switch for all sliders, where there are two or more. */
function mountControl(section: HTMLElement, items: readonly Item[], link: Link): void {
  const sliders = items.filter(
    (item) => framesOf<{ step: number | null }>(item.steps).filter(({ step }) => step !== null).length > 1,
  );
  if (sliders.length < 2) return;
  const box = el("input", { type: "checkbox" });
  box.checked = link.on;
  box.addEventListener("change", () => link.setLinked(box.checked));
  const label = el("label", { title: "Moving one slider moves all to the nearest step" }, box, "Link sliders");
  const bar = el(
    "div",
    { class: "xr-toolbar xr-js" },
    label,
    el("span", { class: "xr-muted xr-hide-phone" }, "Arrow keys move a slider step by step."),
  );
  const head = section.querySelector("h2");
  if (head) head.after(bar);
  else section.prepend(bar);
}
