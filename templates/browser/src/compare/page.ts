// The compare page: runs from the address; a sheet of what differs; their curves over each other; what they logged
// beside.
import { copyAndSay } from "../core/copy";
import { loadData } from "../core/data";
import { button, el } from "../core/dom";
import { mergeHash, replaceHash } from "../core/hash";
import { RunTable } from "../core/runtable";
import { lacking } from "../core/waiting";
import { chartKeys } from "../plot";
import { type About, loadAbout } from "./about";
import { distinctColors } from "./colors";
import { CurvesSection } from "./curves";
import { Layout } from "./layout";
import { toMarkdown } from "./markdown";
import { Objects } from "./objects";
import { Picker } from "./picker";
import { Sheet } from "./sheet";
import { loadStandings, Standings } from "./standings";
import { type CompareState, formatCompare, NO_BASE, parseCompare } from "./state";
import { outcomes } from "./words";

/**
 * Runs in the sheet until all are asked for: hundreds of columns take seconds to lay out, and nobody reads them side by
 * side.
 */
const SHOWN = 50;
/** Sentences about what changed. */
const TOLD = 8;

export function mountCompare(host: HTMLElement): void {
  loadData("runs")
    .then(async (data) => [data, await loadAbout(data.count)] as const)
    .then(([data, about]) => {
      const table = new RunTable(data);
      host.removeAttribute("data-xr-waits");
      void new ComparePage(host, table, about);
    })
    .catch((error: unknown) => {
      console.warn("compare", error);
      host.removeAttribute("data-xr-waits");
      host.replaceChildren(
        lacking(
          "The list of runs (data/runs.js) could not be loaded, so no runs can be compared. " +
            "Each run has a page of its own.",
        ),
      );
    });
}

class ComparePage {
  private state: CompareState;
  private objects: Objects | null = null;
  private standings = new Standings([]);
  /** Tasks whose standings are here or on their way. */
  private asked = "";
  private readonly top = el("div");
  private readonly sheet = el("div");
  private readonly curves: CurvesSection;
  private readonly beside = el("div");
  private everyRun = false;
  private besides = "";
  private colors: ReadonlyMap<number, number> = new Map();

  constructor(
    host: HTMLElement,
    private readonly table: RunTable,
    private readonly about: About | null,
  ) {
    this.state = parseCompare(location.hash);
    this.curves = new CurvesSection(table);
    host.replaceChildren(this.top, this.sheet, this.curves.element, this.beside);
    window.addEventListener("hashchange", () => {
      this.state = parseCompare(location.hash);
      this.show();
    });
    this.show();
  }

  private get rows(): number[] {
    return this.state.runs.flatMap((slug) => this.table.row(slug) ?? []);
  }

  /** The run that the others are measured against, if one is. */
  private get base(): number | undefined {
    const { base, runs } = this.state;
    if (base === NO_BASE) return undefined;
    const slug = base || (runs.includes(this.about?.baseline ?? "") ? (this.about?.baseline ?? "") : "");
    return this.table.row(slug);
  }

  private update(change: Partial<CompareState>): void {
    this.remember(change);
    this.show();
  }

  private remember(change: Partial<CompareState>): void {
    this.state = { ...this.state, ...change };
    replaceHash(mergeHash(formatCompare(this.state), chartKeys(location.hash)));
  }

  private show(): void {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.key : undefined;
    const { rows } = this;
    if (rows.length === 0) this.showPicker();
    else this.showComparison(rows);
    // What had the focus was made anew.
    if (focused) document.querySelector<HTMLElement>(`[data-xr-compare] [data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  private showPicker(): void {
    const nothing = this.table.count === 0;
    const lede = el(
      "p",
      { class: nothing ? "xr-empty" : "xr-lede" },
      nothing ? "There is no run on this site yet." : "Choose two or more runs to see them side by side.",
    );
    this.top.replaceChildren(...this.unknown(), lede, ...(nothing ? [] : [this.picker().element]));
    this.sheet.replaceChildren();
    this.curves.clear();
    this.clearObjects();
  }

  private picker(): Picker {
    return new Picker(this.table, new Set(this.rows), (rows) =>
      this.update({ runs: rows.map((row) => this.table.slug(row)) }),
    );
  }

  /** Runs that the address names and the site does not have: said, not dropped in silence. */
  private unknown(): HTMLElement[] {
    const names = this.state.runs.filter((slug) => this.table.row(slug) === undefined);
    if (names.length === 0) return [];
    const one = names.length === 1;
    const shown =
      names
        .slice(0, 5)
        .map((name) => `“${name.slice(0, 80)}”`)
        .join(", ") + (names.length > 5 ? " and others" : "");
    const text =
      `${one ? "This run is" : "These runs are"} not on this site: ${shown}. ` +
      `${one ? "It" : "They"} may have been renamed or removed since the link was made. `;
    const forget = button("Leave out", () =>
      this.update({ runs: this.state.runs.filter((slug) => !names.includes(slug)) }),
    );
    return [el("div", { class: "xr-note", "data-tone": "warn" }, text, forget)];
  }

  /** What could not be loaded, and so is not compared. */
  private lost(): HTMLElement[] {
    const about = this.about
      ? []
      : [
          lacking(
            "What the runs say of code, data and environment (data/about.js) could not be loaded: it is not compared.",
          ),
        ];
    const standings =
      this.standings.lost > 0
        ? [lacking("Means over seeds (data/standings) could not be loaded: no verdicts are given.")]
        : [];
    return [...about, ...standings];
  }

  private showComparison(rows: readonly number[]): void {
    const { base } = this;
    this.colors = distinctColors(this.table, rows);
    const ordered = base === undefined ? rows : [base, ...rows.filter((row) => row !== base)];
    const layout = new Layout(this.table, ordered, base, this.about, this.standings);
    // Loads while the sheet is made.
    this.curves.keepColor(base === undefined ? "" : this.table.slug(base));
    void this.curves.show(rows, this.colors, layout);
    void this.rank(rows);
    const parts = layout.parts(this.state.all);
    this.top.replaceChildren(...this.unknown(), ...this.lost(), ...this.told(layout), this.bar(layout));
    const shown = this.everyRun ? ordered : ordered.slice(0, SHOWN);
    const sheet = new Sheet(layout, shown, this.colors, {
      remove: (row) => this.update({ runs: this.state.runs.filter((slug) => slug !== this.table.slug(row)) }),
      pin: (row) =>
        this.update({
          base: row !== base ? this.table.slug(row) : this.about?.baseline === this.table.slug(row) ? NO_BASE : "",
        }),
    });
    const scrolled = this.sheet.querySelector(".xr-scroll")?.scrollLeft ?? 0;
    this.sheet.replaceChildren(...this.cut(shown.length, ordered.length), sheet.render(parts, this.state.transpose));
    this.sheet.querySelector(".xr-scroll")?.scrollTo({ left: scrolled });
    this.showObjects(ordered, layout);
  }

  /** What the sheet leaves out, and how to see it. */
  private cut(shown: number, all: number): HTMLElement[] {
    if (shown === all) return [];
    const show = (): void => {
      this.everyRun = true;
      this.show();
    };
    const text = `The first ${shown} of ${all} runs; the best values are those of all ${all}. `;
    return [el("p", { class: "xr-muted xr-compare-cut" }, text, button(`Show all ${all}`, show))];
  }

  /** Means of configurations come in files of their own, by task. */
  private async rank(rows: readonly number[]): Promise<void> {
    const keys = [...new Set(rows.map((row) => this.about?.standings(row) ?? ""))].filter(Boolean).sort();
    const asked = keys.join(",");
    if (asked === this.asked) return;
    this.asked = asked;
    const found = await loadStandings(keys);
    if (this.asked !== asked) return;
    this.standings = found;
    this.show();
  }

  private bar(layout: Layout): HTMLElement {
    const { all, transpose } = this.state;
    const key = (name: string, props: Record<string, string> = {}): Record<string, string> => ({
      "data-key": name,
      ...props,
    });
    const add = button("Add or remove runs", () => this.openPicker(add), key("add"));
    return el(
      "div",
      { class: "xr-toolbar" },
      add,
      button(
        "Show all rows",
        () => this.update({ all: !all }),
        key("all", { "aria-pressed": String(all), title: "Also what is the same in all runs" }),
      ),
      button(
        "Runs as rows",
        () => this.update({ transpose: !transpose }),
        key("transpose", { "aria-pressed": String(transpose) }),
      ),
      button("Go to curves", () => this.curves.focus(), key("curves", { title: "They are below the table" })),
      button("Copy link", () => copyAndSay(location.href, "Link copied"), key("link")),
      button(
        "Copy as report block",
        () =>
          copyAndSay(
            toMarkdown(layout, layout.parts(all), transpose, `../compare.html${location.hash}`),
            "Markdown copied",
          ),
        key("block", { title: "The table below as Markdown, for a page in the folder of reports" }),
      ),
    );
  }

  private told(layout: Layout): HTMLElement[] {
    if (layout.rows.length < 2) return [];
    const chosen = this.unlike(layout);
    const sentences = outcomes(layout, chosen);
    if (sentences.length === 1) return [el("p", { class: "xr-lede" }, sentences[0])];
    const lines = sentences.map((sentence) => el("li", {}, sentence));
    const rest = layout.rows.length - chosen.length;
    return [
      el(
        "ul",
        { class: "xr-compare-told" },
        ...lines,
        rest > 0 ? el("li", { class: "xr-muted" }, `and ${rest} more ${rest === 1 ? "run" : "runs"}, below`) : null,
      ),
    ];
  }

  /**
   * The run that is measured against and those that are told of: where they are too many, of each configuration one
   * first.
   */
  private unlike(layout: Layout): number[] {
    const [base, ...others] = layout.rows as [number, ...number[]];
    if (others.length <= TOLD) return [base, ...others];
    const seen = new Set([layout.fingerprint(base)]);
    const isNew = (row: number): boolean => seen.size < seen.add(layout.fingerprint(row)).size;
    const first = others.filter(isNew);
    return [base, ...[...first, ...others.filter((row) => !first.includes(row))].slice(0, TOLD)];
  }

  private openPicker(opener: HTMLElement): void {
    const open = this.top.querySelector(".xr-picker");
    if (open) {
      open.remove();
      return;
    }
    const picker = this.picker();
    opener.parentElement?.after(picker.element);
    picker.focus();
  }

  private clearObjects(): void {
    this.objects?.destroy();
    this.objects = null;
    this.besides = "";
    this.beside.replaceChildren();
  }

  /** Objects side by side, the baseline's first; drawn anew only when that order changes. */
  private showObjects(rows: readonly number[], layout: Layout): void {
    const having = rows.filter((row) => this.about?.logged(row));
    const wanted = having.map((row) => this.table.slug(row)).join(",");
    if (wanted === this.besides) {
      this.objects?.restore(this.state.step, this.state.on);
      return;
    }
    this.clearObjects();
    this.besides = wanted;
    const runs = having.map((row) => ({
      slug: this.table.slug(row),
      name: layout.name(row),
      color: this.colors.get(row) ?? 0,
    }));
    this.objects = new Objects(runs, this.state.step, this.state.on, {
      step: (step) => this.remember({ step }),
      on: (on) => this.remember({ on }),
    });
    this.beside.replaceChildren(...(runs.length > 0 ? [this.objects.element] : []));
  }
}
