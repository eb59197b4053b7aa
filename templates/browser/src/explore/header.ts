// The head of the explore page: task, metric, the query, how many runs it lets through, and where to go with them.
import { copyAndSay } from "../core/copy";
import { button, el } from "../core/dom";
import { joinList, writeHash } from "../core/hash";
import { root } from "../core/page";
import { fieldSelect } from "./controls";
import type { Field } from "./field";
import { type Task, tableQuery, taskSelect } from "./tasks";

/** As many as one compares. */
const MOST_COMPARED = 50;

interface HeaderView {
  readonly tasks: readonly Task[];
  readonly task: Task;
  readonly fields: readonly Field[];
  readonly metric: Field | undefined;
  readonly query: string;
  readonly count: number;
  /** Slugs of the runs that the query lets through. */
  readonly slugs: readonly string[];
  /** What of the query was not taken as it was meant. */
  readonly said: string;
}

interface HeaderActions {
  task(slug: string): void;
  metric(key: string): void;
  query(query: string): void;
}

export class Header {
  readonly element: HTMLElement;
  private readonly pickers = el("span", { class: "xr-explore-pickers" });
  private readonly input: HTMLInputElement;
  private readonly counted = el("span", { class: "xr-nowrap", role: "status", "data-xr-count": true });
  private readonly said = el("span", { class: "xr-muted" });
  private readonly clear: HTMLButtonElement;
  private readonly runs = el("a", { class: "xr-button" }, "Show in the runs table");
  private readonly compare = el("a", { class: "xr-button" });

  constructor(private readonly actions: HeaderActions) {
    this.input = el("input", {
      class: "xr-input xr-explore-query",
      type: "search",
      placeholder: "Filter: words, tag:prod, lr <= 1e-3, not status:failed",
      "aria-label": "Filter runs",
      spellcheck: "false",
    });
    this.input.addEventListener("input", () => actions.query(this.input.value));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.input.value = "";
      actions.query("");
    });
    this.clear = button("Clear filter", () => actions.query(""), { "data-kind": "ghost" });
    const link = button("Copy link", () => copyAndSay(location.href, "Link copied"));
    const filter = el(
      "div",
      { class: "xr-toolbar" },
      this.input,
      this.counted,
      this.clear,
      this.said,
      el("span", { class: "xr-spacer" }),
      this.runs,
      this.compare,
      link,
    );
    this.element = el("div", {}, el("div", { class: "xr-toolbar" }, this.pickers), filter);
  }

  show(view: HeaderView): void {
    const focused = this.pickers.contains(document.activeElement)
      ? document.activeElement?.getAttribute("aria-label")
      : null;
    const metrics = view.fields.filter((field) => field.levels === null);
    this.pickers.replaceChildren(
      taskSelect(view.tasks, view.task, (slug) => this.actions.task(slug)),
      view.metric ? fieldSelect("Metric", metrics, view.metric.key, (key) => this.actions.metric(key)) : "",
      el("a", { href: view.task.href, class: "xr-explore-task" }, "Page of the task"),
    );
    if (focused) this.pickers.querySelector<HTMLElement>(`[aria-label="${CSS.escape(focused)}"]`)?.focus();
    if (this.input.value !== view.query) this.input.value = view.query;
    const shown = view.slugs.length;
    this.counted.textContent =
      shown === view.count ? `${view.count} ${view.count === 1 ? "run" : "runs"}` : `${shown} of ${view.count} runs`;
    this.clear.hidden = view.query === "";
    this.said.textContent = view.said;
    this.showLinks(view, shown);
  }

  private showLinks(view: HeaderView, shown: number): void {
    this.runs.href = `${root()}runs.html${writeHash([["q", tableQuery(view.query, view.task)]])}`;
    const possible = shown > 0 && shown <= MOST_COMPARED;
    this.compare.textContent = possible ? `Compare ${shown} ${shown === 1 ? "run" : "runs"}` : "Compare";
    if (possible) this.compare.href = `${root()}compare.html#runs=${joinList(view.slugs)}`;
    else this.compare.removeAttribute("href");
    this.compare.title = possible
      ? ""
      : shown === 0
        ? "No run matches"
        : `Filter to ${MOST_COMPARED} runs at most to compare them`;
    this.compare.toggleAttribute("data-off", !possible);
  }
}
