// What runs logged beside their metrics, side by side: the same key of each run, all at one step.
import { loadData } from "../core/data";
import { button, el } from "../core/dom";
import { Lazy } from "../core/lazy";
import { compact } from "../core/numbers";
import { root } from "../core/page";
import { type Item, isLogged, type LoggedData } from "../core/shapes/logged";
import { lacking, waiting } from "../core/waiting";
import { localAddress } from "../logged/media";
import { type Member, ObjectGroup } from "./objectgroup";
import type { ObjectRun } from "./objectrun";

interface ObjectEvents {
  /** Another step was chosen, null for the last of each. */
  step(step: number | null): void;
  /** Another column was chosen to join tables by. */
  on(column: string): void;
}

/** Runs whose objects are loaded unasked: one file of objects can be a megabyte. */
const LOADED = 12;

export class Objects {
  readonly element = el("div", { class: "xr-section" });
  private readonly lazy = new Lazy();
  private groups: readonly ObjectGroup[] = [];
  private gone = false;
  private moved: (step: number | null) => void = () => undefined;

  constructor(
    private readonly runs: readonly ObjectRun[],
    private step: number | null,
    private on: string,
    private readonly events: ObjectEvents,
  ) {
    if (runs.length > 0) void this.load(runs.slice(0, LOADED));
  }

  destroy(): void {
    this.gone = true;
    this.lazy.destroy();
  }

  /** Show what an address says. */
  restore(step: number | null, on: string): void {
    if (on !== this.on) {
      this.on = on;
      for (const group of this.groups) group.join(on);
    }
    if (step !== this.step) this.moved(step);
  }

  private async load(runs: readonly ObjectRun[]): Promise<void> {
    this.element.replaceChildren(el("h2", {}, "Logged objects"), waiting("Loading objects…", "charts"));
    const loaded = await Promise.allSettled(runs.map(({ slug }) => loadData(`logged/${slug}`)));
    if (this.gone) return;
    const members = new Map<string, Member[]>();
    const failed: string[] = [];
    loaded.forEach((result, index) => {
      const run = runs[index] as ObjectRun;
      const items = result.status === "fulfilled" && isLogged(result.value) ? itemsOf(result.value, run.slug) : null;
      if (items === null) failed.push(run.name);
      else
        for (const item of items)
          members.set(`${item.kind}\n${item.key}`, [
            ...(members.get(`${item.kind}\n${item.key}`) ?? []),
            { run, item },
          ]);
    });
    this.draw([...members.values()], runs, failed);
  }

  private draw(found: readonly (readonly Member[])[], runs: readonly ObjectRun[], failed: readonly string[]): void {
    const groups = [...found]
      .sort((a, b) => b.length - a.length)
      .map(
        (members) =>
          new ObjectGroup(members, runs, this.on, {
            moved: (step) => this.moved(step),
            on: (column) => this.joined(column),
          }),
      );
    this.groups = groups;
    const rest = this.runs.length - runs.length;
    const more =
      rest > 0
        ? [
            el(
              "p",
              { class: "xr-note" },
              `Objects of the first ${runs.length} of ${this.runs.length} runs. `,
              button("Show all", () => void this.load(this.runs)),
            ),
          ]
        : [];
    const problems = failed.length ? [lacking(`No objects could be loaded for ${failed.join(", ")}.`)] : [];
    const steps = [...new Set(groups.flatMap((group) => group.steps))].sort((a, b) => a - b);
    const figures = el("div", { class: "xr-compare-objects" }, ...groups.map(({ element }) => element));
    this.element.replaceChildren(el("h2", {}, "Logged objects"), ...more, ...problems, ...this.slider(steps), figures);
    for (const group of groups) this.lazy.add(group.element, () => group.draw(this.step));
  }

  private joined(column: string): void {
    this.on = column;
    for (const group of this.groups) group.join(column);
    this.events.on(column);
  }

  /** One slider for all: each object shows its step that is nearest. Its last place is the last of each. */
  private slider(steps: readonly number[]): HTMLElement[] {
    const last = steps.length - 1;
    const input = el("input", { type: "range", min: 0, max: last, step: 1, "aria-label": "Step of all objects" });
    const label = el("output", { class: "xr-view-step" });
    const show = (): void => {
      const { step } = this;
      const place = step === null ? last : placeOf(steps, step);
      input.value = String(place);
      label.textContent = step === null ? "the last step of each" : `step ${compact(step, 12)}`;
      input.setAttribute("aria-valuetext", label.textContent);
    };
    this.moved = (step) => {
      this.step = step;
      show();
      for (const group of this.groups) group.show(step);
      this.events.step(step);
    };
    input.addEventListener("input", () =>
      this.moved(Number(input.value) === last ? null : (steps[Number(input.value)] ?? null)),
    );
    show();
    if (steps.length < 2) return [];
    return [
      el(
        "div",
        { class: "xr-view-bar xr-compare-step" },
        el("span", {}, "Step"),
        input,
        label,
        el("span", { class: "xr-muted xr-hide-phone" }, "Each object shows its step that is nearest."),
      ),
    ];
  }
}

function placeOf(steps: readonly number[], step: number): number {
  let best = 0;
  steps.forEach((one, place) => {
    if (Math.abs(one - step) < Math.abs((steps[best] as number) - step)) best = place;
  });
  return best;
}

/** Items that hold something; addresses in them are seen from the run's page, and made whole here. */
function itemsOf(data: LoggedData, slug: string): Item[] {
  const page = new URL(`${root()}runs/${encodeURIComponent(slug)}.html`, location.href).href;
  return data.items
    .filter((item) => item.steps.length > 0)
    .map((item) =>
      item.kind === "image" || item.kind === "audio"
        ? { ...item, steps: item.steps.map((entry) => ({ ...entry, href: localAddress(entry.href, page) })) }
        : item,
    );
}
