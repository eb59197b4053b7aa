// The tasks that can be explored, as the page lists them, and what is asked of each.
import { el } from "../core/dom";
import { choiceOf, withChoice } from "../query/edit";
import type { ExploreState } from "./state";

export interface Task {
  readonly slug: string;
  readonly title: string;
  readonly note: string;
  readonly href: string;
}

export function tasksOf(host: HTMLElement): Task[] {
  return [...host.querySelectorAll<HTMLElement>("[data-xr-task]")].map((item) => {
    const link = item.querySelector("a");
    return {
      slug: item.dataset.xrTask ?? "",
      title: link?.textContent?.trim() ?? "",
      note: item.querySelector(".xr-muted")?.textContent?.trim() ?? "",
      href: link?.getAttribute("href") ?? "",
    };
  });
}

/** The task that the address names, by its slug or in its query; else the first, which is the largest. */
export function taskOf(tasks: readonly Task[], state: Pick<ExploreState, "task" | "query">): Task {
  const asked = choiceOf(state.query, "task") ?? [];
  const byQuery = tasks.find((task) => asked.some((title) => title.toLowerCase() === task.title.toLowerCase()));
  // Links of older sites name a task without the hash.
  const old = tasks.filter((task) => task.slug.replace(/-[0-9a-f]{10,}$/, "") === state.task);
  const byAddress = tasks.find((task) => task.slug === state.task) ?? (old.length === 1 ? old[0] : undefined);
  return byAddress ?? byQuery ?? (tasks[0] as Task);
}

export function taskSelect(tasks: readonly Task[], chosen: Task, change: (slug: string) => void): HTMLElement {
  const options = tasks.map((task) => el("option", { value: task.slug }, task.title));
  const select = el("select", { class: "xr-input", "aria-label": "Task" }, ...options);
  select.value = chosen.slug;
  select.addEventListener("change", () => change(select.value));
  return el("label", {}, "Task", select);
}

/** The query that means the same runs on the table of all runs. */
export function tableQuery(query: string, task: Task): string {
  return withChoice(query, "task", [task.title]);
}
