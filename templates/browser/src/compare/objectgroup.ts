// One key of several runs: runs as columns, or for tables one table of all.
import { el } from "../core/dom";
import type { Item, TableEntry, TextEntry } from "../core/shapes/logged";
import { audioViewer } from "../logged/audio";
import { confusionViewer } from "../logged/confusion";
import { curveViewer } from "../logged/curve";
import { type Frame, frameLabel, framesOf, nearestFrame } from "../logged/frames";
import { histogramViewer } from "../logged/histogram";
import { imageViewer } from "../logged/image";
import { JoinView } from "./joinview";
import type { ObjectRun } from "./objectrun";
import { diffedText } from "./textview";

export interface Member {
  readonly run: ObjectRun;
  readonly item: Item;
}

interface GroupEvents {
  moved(step: number | null): void;
  on(column: string): void;
}

type Show = (index: number) => void;

/** One run's part: its frames, and how to show one. */
interface Shown {
  readonly frames: readonly Frame<{ readonly step: number | null }>[];
  readonly label: HTMLElement;
  readonly show: Show;
}

export class ObjectGroup {
  readonly element: HTMLElement;
  /** Steps of any run. */
  readonly steps: readonly number[];
  private readonly body = el("div", { class: "xr-view" });
  private shown: readonly Shown[] = [];
  private after: () => void = () => undefined;
  private table: JoinView | null = null;
  private drawn = false;

  constructor(
    private readonly members: readonly Member[],
    runs: readonly ObjectRun[],
    private on: string,
    private readonly events: GroupEvents,
  ) {
    const { key, kind } = (members[0] as Member).item;
    this.steps = members.flatMap(({ item }) => item.steps.flatMap(({ step }) => (step === null ? [] : [step])));
    const lacking = runs.length - members.length;
    const caption = el(
      "figcaption",
      {},
      key,
      el("small", {}, ` ${kind}${lacking > 0 ? `, ${members.length} of ${runs.length} runs` : ""}`),
    );
    this.body.dataset.xrKind = kind;
    this.element = el(
      "figure",
      { class: "xr-logged xr-live xr-compare-object", "data-key": key, "data-kind": kind },
      caption,
      this.body,
    );
  }

  draw(step: number | null): void {
    if (this.drawn) return;
    this.drawn = true;
    const { kind } = (this.members[0] as Member).item;
    if (kind === "table") this.drawTable();
    else this.drawColumns(kind === "text");
    this.show(step);
  }

  show(step: number | null): void {
    for (const { frames, label, show } of this.shown) {
      const near = step === null ? -1 : nearestFrame(frames, step);
      const index = near < 0 ? frames.length - 1 : near;
      show(index);
      label.textContent = frameLabel(frames, index);
    }
    this.after();
  }

  join(on: string): void {
    this.on = on;
    this.table?.join(on);
  }

  private drawColumns(texts: boolean): void {
    const parts = this.members.map((member) => {
      const body = el("div", { class: "xr-view", "data-xr-kind": member.item.kind });
      const label = el("span", { class: "xr-view-step" });
      const frames = framesOf<{ readonly step: number | null }>(member.item.steps);
      return { member, body, label, frames };
    });
    this.body.append(
      el(
        "div",
        { class: "xr-compare-columns" },
        ...parts.map(({ member, body, label }) =>
          el("div", {}, el("div", { class: "xr-compare-name" }, ...nameOf(member.run), label), body),
        ),
      ),
    );
    if (texts) {
      const current = parts.map(() => "");
      this.shown = parts.map(({ frames, label, member }, at) => ({
        frames,
        label,
        show: (index) => (current[at] = textsOf(member.item, index)),
      }));
      this.after = () =>
        diffedText(
          parts.map(({ body, member }, at) => ({ host: body, text: current[at] ?? "", name: member.run.name })),
        );
      return;
    }
    this.shown = parts.map(({ member, body, label, frames }) => ({
      frames,
      label,
      show: this.viewer(member.item, body, frames),
    }));
  }

  private viewer(item: Item, body: HTMLElement, frames: Shown["frames"]): Show {
    // From within a viewer (full size, heat map) a frame of this run is chosen, and all follow to its step.
    const go = (index: number): void => {
      const step = frames[Math.max(0, Math.min(frames.length - 1, index))]?.step;
      if (step !== undefined && step !== null) this.events.moved(step);
    };
    try {
      return guarded(body, viewerOf(item, body, go));
    } catch {
      return damaged(body);
    }
  }

  private drawTable(): void {
    const view = new JoinView(
      this.members.map(({ run }) => run),
      this.on,
      (column) => this.events.on(column),
    );
    this.table = view;
    const current: (TableEntry | undefined)[] = [];
    this.shown = this.members.map(({ item, run }, at) => {
      const frames = item.kind === "table" ? framesOf(item.steps) : [];
      return { frames, label: view.label(run), show: (index) => (current[at] = frames[index]?.entries.at(-1)) };
    });
    this.after = () => view.show(current);
    this.body.append(view.element);
  }
}

function nameOf(run: ObjectRun): Node[] {
  return [el("span", { class: "xr-dot", "data-xr-color": run.color }), el("span", {}, run.name)];
}

function textsOf(item: Item, index: number): string {
  const frames = item.kind === "text" ? framesOf<TextEntry>(item.steps) : [];
  return (frames[index]?.entries ?? []).map(({ text }) => text).join("\n\n");
}

function viewerOf(item: Item, body: HTMLElement, go: (index: number) => void): Show {
  switch (item.kind) {
    case "image":
      return imageViewer(body, item.key, framesOf(item.steps), go);
    case "audio":
      return audioViewer(body, item.key, framesOf(item.steps));
    case "histogram":
      return histogramViewer(body, item.key, framesOf(item.steps), go);
    case "curve":
      return curveViewer(body, item.key, framesOf(item.steps), item.curve ?? "");
    case "confusion":
      return confusionViewer(body, item.key, framesOf(item.steps));
    default:
      return damaged(body);
  }
}

/** One damaged object must not take the others with it. */
function guarded(body: HTMLElement, show: Show): Show {
  return (index) => {
    try {
      show(index);
    } catch {
      damaged(body)(index);
    }
  };
}

function damaged(body: HTMLElement): Show {
  return () => body.replaceChildren(el("p", { class: "xr-muted" }, "This object cannot be shown."));
}
