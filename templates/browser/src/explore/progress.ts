// How the best score of a single run came about, over runs or over hours.
import { button, el } from "../core/dom";
import { compact } from "../core/numbers";
import { root } from "../core/page";
import type { RunTable } from "../core/runtable";
import type { ExploreData, ProgressStep } from "../core/shapes/explore";
import { extentOf } from "../core/spans";
import type { Colours } from "./colour";
import { PointPlot } from "./points";
import { linearScale, logScale, type Scale } from "./scale";

/** Corners of the best so far: flat until a better run ends. */
export function bestSteps(progress: readonly ProgressStep[], hours: boolean): [number, number][] {
  const steps: [number, number][] = [];
  for (const [, runs, time, , best] of progress) {
    const x = hours ? time : runs;
    const last = steps[steps.length - 1];
    if (last && last[1] !== best) steps.push([x, last[1]]);
    steps.push([x, best]);
  }
  return steps;
}

export class Progress {
  readonly element: HTMLElement;
  private readonly bar = el("div", { class: "xr-toolbar" });
  private readonly said = el("p");
  private readonly plot: PointPlot;
  private rows: number[] = [];
  private steps: readonly ProgressStep[] = [];

  constructor(
    private readonly table: RunTable,
    private readonly actions: { hours(on: boolean): void; open(row: number): void },
  ) {
    this.plot = new PointPlot(
      {
        tip: (index) => {
          const [slug, runs, hours, score] = this.steps[index] as ProgressStep;
          const row = this.rows[index] as number;
          return [
            row < 0 ? slug : this.table.name(row),
            `score ${compact(score)}`,
            `run ${runs}, after ${duration(hours)}`,
          ];
        },
        open: (index) => {
          if ((this.rows[index] as number) >= 0) this.actions.open(this.rows[index] as number);
        },
      },
      260,
    );
    this.element = el(
      "section",
      { class: "xr-section", "data-xr-progress": true },
      el("h2", {}, "Best so far"),
      this.said,
      this.bar,
      this.plot.element,
    );
  }

  show(data: ExploreData, hours: boolean, lit: ReadonlySet<number>, colours: Colours | null): void {
    this.steps = data.progress.filter(([, , , score, best]) => Number.isFinite(score) && Number.isFinite(best));
    this.rows = this.steps.map(([slug]) => this.table.row(slug) ?? -1);
    const last = this.steps[this.steps.length - 1];
    this.plot.element.hidden = this.bar.hidden = last === undefined;
    if (!last) {
      this.said.replaceChildren("No finished run has a score yet.");
      return;
    }
    this.say(data, last);
    this.bar.replaceChildren(
      el("span", {}, "over"),
      ...[false, true].map((one) =>
        button(one ? "hours" : "runs", () => this.actions.hours(one), { "aria-pressed": String(one === hours) }),
      ),
    );
    const x = this.steps.map((step) => step[hours ? 2 : 1]);
    const y = this.steps.map((step) => step[3]);
    this.plot.show({
      scaleX: linearScale(hours ? 0 : 1, x[x.length - 1] as number),
      scaleY: scoreScale(y),
      labelX: hours ? "hours of all runs together" : "runs ended",
      labelY: `${data.label} ${data.direction === "max" ? "↑" : "↓"}`,
      x,
      y,
      palette: colours?.palette() ?? [],
      bins: this.rows.map((row) => (lit.has(row) ? (colours?.bin(row) ?? -1) : -2)),
      steps: bestSteps(this.steps, hours),
      about: `The best ${data.label} of a single run so far, over ${hours ? "hours" : "runs"}; now ${compact(last[4])}`,
    });
  }

  private say(data: ExploreData, last: ProgressStep): void {
    const best = this.steps.find((step) => step[3] === last[4]) as ProgressStep;
    const row = this.table.row(best[0]);
    const name = row === undefined ? best[0] : el("a", { href: root() + this.table.page(row) }, this.table.name(row));
    const unit = data.unit ? ` ${data.unit}` : "";
    const where =
      `${data.label} ${compact(best[3])}${unit}, run ${best[1]} of ${last[1]}, ` +
      `after ${duration(best[2])} of ${duration(last[2])}.`;
    this.said.replaceChildren("Best single run: ", name, `, ${where}`);
  }
}

function scoreScale(values: readonly number[]): Scale {
  const [min, max] = extentOf(values) ?? [0, 1];
  return min > 0 && max / min >= 100 ? logScale(min, max) : linearScale(min, max);
}

function duration(hours: number): string {
  if (hours >= 1) return `${compact(hours, 3)} h`;
  return hours >= 1 / 60 ? `${compact(hours * 60, 2)} min` : `${compact(hours * 3600, 2)} s`;
}
