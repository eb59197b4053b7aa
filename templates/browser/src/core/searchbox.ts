// The search box of the header: a combobox over results that search.js finds. The index is loaded on first focus.
import { loadData, loadScript } from "./data";
import { el } from "./dom";
import { root } from "./page";
import type { SearchEntry } from "./shapes/search";

/** What search.js offers. */
export interface SearchEngine {
  find(query: string, limit: number): SearchEntry[];
}

declare global {
  interface Window {
    xreport_search?: (entries: readonly SearchEntry[]) => SearchEngine;
  }
}

const LIMIT = 30;
let engine: Promise<SearchEngine> | null = null;

function loadEngine(): Promise<SearchEngine> {
  engine ??= Promise.all([loadData("search"), loadScript("assets/xr/search.js")]).then(([entries]) => {
    if (!window.xreport_search) throw new Error("search.js did not start");
    return window.xreport_search(entries);
  });
  engine.catch(() => (engine = null));
  return engine;
}

export function mountSearch(): void {
  const inputs = document.querySelectorAll<HTMLInputElement>("input[data-xr-search]");
  inputs.forEach((input, index) => new SearchBox(input, `xr-results-${index}`));
}

class SearchBox {
  private readonly list: HTMLDivElement;
  private options: HTMLAnchorElement[] = [];
  private chosen = -1;

  constructor(
    private readonly input: HTMLInputElement,
    id: string,
  ) {
    this.list = el("div", { id, class: "xr-results", role: "listbox", "aria-label": "Search results", hidden: true });
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-controls": id,
      "aria-autocomplete": "list",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("focus", () => this.search());
    input.addEventListener("input", () => this.search());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Pressing on a result must not take the focus (and so close the list) before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  private search(): void {
    const query = this.input.value.trim();
    loadEngine().then(
      (found) => {
        if (query !== this.input.value.trim() || document.activeElement !== this.input) return;
        if (query === "") this.close();
        else this.show(found.find(query, LIMIT), query);
      },
      () => this.open(el("p", {}, "The search index could not be loaded.")),
    );
    if (query !== "" && this.list.hidden) this.open(el("p", {}, "Searching…"));
  }

  private show(entries: readonly SearchEntry[], query: string): void {
    this.options = [];
    this.chosen = -1;
    if (entries.length === 0) {
      this.open(el("p", {}, `Nothing found for “${query}”. Search knows names, tags, params and page titles.`));
      return;
    }
    const kinds = new Map<string, SearchEntry[]>();
    for (const entry of entries) kinds.set(entry.k, [...(kinds.get(entry.k) ?? []), entry]);
    const groups = [...kinds].map(([kind, members]) => {
      const head = el("div", { class: "xr-results-kind", role: "presentation" }, kind);
      return el(
        "div",
        { role: "group", "aria-label": kind },
        head,
        ...members.map((entry) => this.option(entry, query)),
      );
    });
    this.open(...groups);
    this.choose(0);
  }

  private option(entry: SearchEntry, query: string): HTMLAnchorElement {
    const link = el("a", {
      id: `${this.list.id}-${this.options.length}`,
      role: "option",
      tabindex: -1,
      "aria-selected": "false",
      href: root() + entry.u,
    });
    link.append(...marked(entry.t, query));
    if (entry.x) link.append(el("span", {}, ...marked(excerpt(entry.x, query), query)));
    this.options.push(link);
    return link;
  }

  private key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      if (this.input.value === "") this.input.blur();
      this.input.value = "";
      this.close();
      return;
    }
    const moves: Record<string, number> = { ArrowDown: this.chosen + 1, ArrowUp: this.chosen - 1 };
    const next = moves[event.key];
    if (next !== undefined && this.options.length > 0) {
      event.preventDefault();
      this.choose((next + this.options.length) % this.options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.options[this.chosen]?.click();
    }
  }

  private choose(index: number): void {
    this.options[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = index;
    const option = this.options[index];
    if (!option) return;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  private open(...content: HTMLElement[]): void {
    this.list.replaceChildren(...content);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private close(): void {
    this.list.hidden = true;
    this.options = [];
    this.chosen = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** The text with the query's words in <mark>. */
function marked(text: string, query: string): (Node | string)[] {
  const words = query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return [text];
  const parts = text.split(new RegExp(`(${words.join("|")})`, "gi"));
  return parts.map((part, index) => (index % 2 ? el("mark", {}, part) : part));
}

/** The stretch of a long text in which the query's first word occurs. */
export function excerpt(text: string, query: string, width = 90): string {
  const at = text.toLowerCase().indexOf((query.split(/\s+/)[0] ?? "").toLowerCase());
  if (text.length <= width || at < width / 2) return text.slice(0, width);
  const start = text.lastIndexOf(" ", at - 20) + 1;
  return `…${text.slice(start, start + width)}`;
}
