// The explore page: one query in, five views of the runs that it lets through; what is marked on them goes back into
// it.
import { loadData } from "../core/data";
import { el, fill } from "../core/dom";
import { replaceHash } from "../core/hash";
import { onScheme, root } from "../core/page";
import { RunTable } from "../core/runtable";
import { type ExploreData, isExploreData } from "../core/shapes/explore";
import { lacking, waiting } from "../core/waiting";
import { lighten } from "../plot/paper";
import { QueryMatcher } from "../query/match";
import { AxisMenu } from "./axismenu";
import { type Brush, brushOf, withBrush } from "./brush";
import { type Colours, coloursOf } from "./colour";
import { colourKey, valueText } from "./controls";
import { defaultAxes, type Field, fieldsOf, MOST_LEVELS, rankingField } from "./field";
import { Front } from "./front";
import { Header } from "./header";
import { importanceSection } from "./importance";
import { PAPER } from "./layout";
import { Parallel } from "./parallel";
import { Progress } from "./progress";
import { Scatter } from "./scatter";
import { type ExploreState, formatExplore, parseExplore } from "./state";
import { type Task, taskOf, tasksOf } from "./tasks";

export function mountExplore(host: HTMLElement): void {
  const tasks = tasksOf(host);
  if (tasks.length === 0) return; // the page says so
  loadData("runs")
    .then((data) => {
      const table = new RunTable(data);
      host.removeAttribute("data-xr-waits");
      void new ExplorePage(host, tasks, table);
    })
    .catch((error: unknown) => {
      console.warn("explore", error);
      host.removeAttribute("data-xr-waits");
      // What Python says stays.
      host
        .querySelector("[data-xr-still]")
        ?.replaceWith(
          lacking("The list of runs (data/runs.js) could not be loaded, so there are no interactive drawings."),
        );
    });
}

/** What is known of a task once: it changes with the task only. */
interface Ground {
  readonly task: Task;
  readonly rows: readonly number[];
  readonly fields: readonly Field[];
  /** null while it loads; an error if it could not be. */
  data: ExploreData | Error | null;
}

class ExplorePage {
  private state: ExploreState;
  private ground: Ground;
  private readonly matcher: QueryMatcher;
  private readonly header: Header;
  private readonly parallel: Parallel;
  private readonly menu: AxisMenu;
  private readonly scatter: Scatter;
  private readonly front: Front;
  private readonly progress: Progress;
  private readonly hover = el("p", { class: "xr-explore-hover" });
  private readonly key = el("span");
  private readonly empty = el("p", { class: "xr-empty", hidden: true });
  private readonly drawn = el("div");
  private readonly importance = el("div");
  private readonly noFront = el("div");
  private waiting = 0;

  constructor(
    host: HTMLElement,
    private readonly tasks: readonly Task[],
    private readonly table: RunTable,
  ) {
    this.matcher = new QueryMatcher(table);
    this.state = parseExplore(location.hash);
    const open = (row: number): void => location.assign(root() + table.page(row));
    this.header = new Header({
      task: (slug) =>
        this.update({
          task: slug === tasks[0]?.slug ? "" : slug,
          metric: "",
          axes: null,
          x: "",
          y: "",
          color: "",
          logX: null,
          logY: null,
          paretoX: "",
          paretoY: "",
          query: "",
        }),
      metric: (key) => this.update({ metric: key === this.ranking?.key ? "" : key }),
      query: (query) => this.update({ query }),
    });
    this.parallel = new Parallel({
      brush: (field, brush) => this.brush([[field, brush]]),
      axes: (keys) => this.chooseAxes(keys),
      hover: (row) => this.say(row),
      open,
    });
    this.menu = new AxisMenu(
      (keys) => this.chooseAxes(keys),
      () => this.update({ axes: null }),
    );
    this.scatter = new Scatter(table, {
      choose: (what, key) =>
        this.update(what === "x" ? { x: key, logX: null } : what === "y" ? { y: key, logY: null } : { color: key }),
      log: (what, on) => this.update({ [what]: on }),
      brush: (brushes) => this.brush(brushes),
      open,
    });
    this.front = new Front(table, {
      choose: (what, key) => this.update(what === "x" ? { paretoX: key } : { paretoY: key }),
      open,
    });
    this.progress = new Progress(table, { hours: (hours) => this.update({ hours }), open });
    this.ground = this.grounded();
    this.build(host);
    window.addEventListener("hashchange", () => {
      this.state = parseExplore(location.hash);
      this.show();
    });
    onScheme(() => this.show());
    window.addEventListener("beforeprint", () => this.paper(host, true));
    window.addEventListener("afterprint", () => this.paper(host, false));
    this.show();
  }

  /** All is drawn anew for a sheet's width, as the canvases of the screen would be stretched. */
  private paper(host: HTMLElement, on: boolean): void {
    if (on) lighten();
    host.toggleAttribute(PAPER, on);
    this.show();
  }

  private build(host: HTMLElement): void {
    const bar = el("div", { class: "xr-toolbar xr-explore-bar" }, this.menu.element, this.key);
    const help = el(
      "p",
      { class: "xr-muted xr-explore-help" },
      "Drag along an axis to filter, click it to clear; drag a title to reorder. Click a title to type a range.",
    );
    const primary = el(
      "section",
      { "data-xr-parallel": true, "aria-label": "Parallel coordinates" },
      bar,
      this.hover,
      this.empty,
      this.drawn,
    );
    fill(this.drawn, this.parallel.element, help);
    const pairs = [
      [this.importance, this.scatter.element],
      [this.progress.element, el("div", {}, this.front.element, this.noFront)],
    ].map((pair) => el("div", { class: "xr-explore-pair" }, ...pair));
    host.replaceChildren(this.header.element, primary, ...pairs);
  }

  private update(change: Partial<ExploreState>): void {
    this.state = { ...this.state, ...change };
    replaceHash(formatExplore(this.state));
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => this.show());
  }

  // -- what is known of the task

  private grounded(): Ground {
    const task = taskOf(this.tasks, this.state);
    const column = this.table.column("task");
    const rows = this.table.rows.filter((row) => column?.values[row] === task.title);
    const ground: Ground = { task, rows, fields: fieldsOf(this.table, rows), data: null };
    const arrived = (data: ExploreData | Error): void => {
      ground.data = data;
      if (this.ground === ground) this.show();
    };
    loadData(`explore/${task.slug}`).then(
      (data) => arrived(isExploreData(data) ? data : new Error(`data/explore/${task.slug}.js is damaged.`)),
      () => arrived(new Error(`data/explore/${task.slug}.js could not be loaded.`)),
    );
    return ground;
  }

  private get data(): ExploreData | null {
    const { data } = this.ground;
    return data instanceof Error ? null : data;
  }

  private field(key: string): Field | undefined {
    return this.ground.fields.find((field) => field.key === key);
  }

  private fieldNamed(param: string): Field | undefined {
    return this.field(`params.${param}`) ?? this.field(param);
  }

  private get numbers(): Field[] {
    return this.ground.fields.filter((field) => field.levels === null && field.column.group === "Metrics");
  }

  private get ranking(): Field | undefined {
    return this.data ? rankingField(this.ground.fields, this.data.metric) : undefined;
  }

  private get metric(): Field | undefined {
    return (
      this.field(this.state.metric) ??
      this.ranking ??
      this.numbers.find((field) => field.direction !== null) ??
      this.numbers[0]
    );
  }

  /** Params from the one that matters most, as far as that is known. */
  private get ranked(): string[] {
    return this.data?.effects.filter((effect) => effect.importance !== null).map((effect) => effect.name) ?? [];
  }

  private get axes(): Field[] {
    const chosen = this.state.axes?.flatMap((key) => this.field(key) ?? []) ?? [];
    return chosen.length
      ? chosen
      : defaultAxes(this.ground.fields, this.metric, this.ranked).flatMap((key) => this.field(key) ?? []);
  }

  // -- what a reader does

  private brush(brushes: readonly (readonly [Field, Brush | null])[]): void {
    this.update({ query: brushes.reduce((query, [field, brush]) => withBrush(query, field, brush), this.state.query) });
  }

  private chooseAxes(keys: readonly string[]): void {
    const defaults = defaultAxes(this.ground.fields, this.metric, this.ranked);
    this.update({ axes: keys.length === 0 || keys.join("\n") === defaults.join("\n") ? null : keys });
  }

  private say(row: number): void {
    const values = row < 0 ? [] : this.axes.map((field) => `${field.label} ${valueText(field, row)}`);
    this.hover.replaceChildren(
      ...(row < 0 ? [] : [el("strong", {}, this.table.name(row)), ` · ${values.join(" · ")}`]),
    );
  }

  // -- what is shown

  private show(): void {
    if (taskOf(this.tasks, this.state) !== this.ground.task) this.ground = this.grounded();
    const { rows, fields, task } = this.ground;
    const { metric } = this;
    const kept = this.matcher.apply(this.state.query, rows);
    const lit = new Set(kept);
    const colours = metric ? coloursOf(metric, rows) : null;
    this.header.show({
      tasks: this.tasks,
      task,
      fields,
      metric,
      query: this.state.query,
      count: rows.length,
      slugs: kept.map((row) => this.table.slug(row)),
      said: this.matcher.said(this.state.query),
    });
    this.showParallel(lit, colours);
    this.showScatter(lit, metric);
    this.showFront(lit, metric, colours);
    this.showData(lit, colours);
  }

  private showParallel(lit: ReadonlySet<number>, colours: Colours | null): void {
    const { axes } = this;
    const brushes = new Map<string, Brush>();
    for (const field of axes) {
      const brush = brushOf(this.state.query, field);
      if (brush) brushes.set(field.key, brush);
    }
    this.menu.show(
      this.ground.fields.filter((field) => (field.levels?.length ?? 0) <= 2 * MOST_LEVELS),
      axes.map((field) => field.key),
    );
    this.key.replaceChildren(colours ? colourKey(colours) : "");
    const why = this.nothing(lit);
    this.empty.hidden = why === "";
    this.empty.textContent = why;
    // One axis tells nothing of params; without any there is nothing to take from the menu either.
    this.drawn.hidden = axes.length < 2;
    this.menu.element.hidden = this.ground.fields.length < 2;
    this.say(-1);
    this.parallel.show({ fields: axes, rows: this.ground.rows, lit, colours, brushes });
  }

  /** Why there are no lines to see, "" if there are. */
  private nothing(lit: ReadonlySet<number>): string {
    if (this.ground.rows.length < 2)
      return "One run alone differs from nothing: parallel coordinates and scatter take two runs at least.";
    if (this.axes.length < 2)
      return this.state.axes
        ? "Parallel coordinates take two axes at least: choose more of them."
        : "No param differs between the runs of this task, so there is nothing to draw its metrics over.";
    return lit.size > 0 ? "" : "No run of this task matches the filter.";
  }

  private showScatter(lit: ReadonlySet<number>, metric: Field | undefined): void {
    const params = this.axes.filter((field) => field !== metric && field.param);
    const first = params.find((field) => field.levels === null) ?? params[0];
    const x =
      this.field(this.state.x) ??
      first ??
      this.ground.fields.find((field) => field.column.group !== "Metrics") ??
      this.ground.fields.find((field) => field !== metric);
    const y =
      this.field(this.state.y) ??
      (metric !== x ? metric : undefined) ??
      this.ground.fields.find((field) => field !== x);
    this.scatter.element.hidden = !x || !y;
    if (!x || !y) return;
    const { fields, rows } = this.ground;
    const second = this.axes.find((field) => field.param && field !== x && field !== y);
    const color = this.field(this.state.color) ?? (y === metric ? second : metric) ?? y;
    this.scatter.show({
      fields,
      rows,
      lit,
      x,
      y,
      logX: this.state.logX,
      logY: this.state.logY,
      colours: coloursOf(color, rows),
    });
  }

  private showFront(lit: ReadonlySet<number>, metric: Field | undefined, colours: Colours | null): void {
    const fields = this.ground.fields.filter((field) => field.direction !== null && field.levels === null);
    const y =
      fields.find((field) => field.key === this.state.paretoY) ?? fields.find((field) => field === metric) ?? fields[0];
    const others = fields.filter((field) => field !== y);
    const x =
      fields.find((field) => field.key === this.state.paretoX) ??
      others.find((field) => stem(field) !== stem(y)) ??
      others[0];
    this.front.element.hidden = !x || !y;
    const none = el(
      "section",
      { class: "xr-section" },
      el("h2", {}, "Trade-off"),
      el("p", { class: "xr-empty" }, "A trade-off takes two metrics of which is known whether less or more is better."),
    );
    this.noFront.replaceChildren(...(x && y ? [] : [none]));
    if (x && y) this.front.show({ fields, rows: this.ground.rows, lit, x, y, colours });
  }

  private showData(lit: ReadonlySet<number>, colours: Colours | null): void {
    const { data } = this.ground;
    this.progress.element.hidden = !this.data;
    if (!this.data) {
      const note =
        data instanceof Error
          ? lacking(`${data.message} Importance and best-so-far are in it.`)
          : waiting("Loading importance…", "charts");
      delete this.importance.dataset.task;
      this.importance.replaceChildren(note);
      return;
    }
    if (this.importance.dataset.task !== this.ground.task.slug) {
      this.importance.dataset.task = this.ground.task.slug;
      const section = importanceSection(this.data, {
        known: (name) => this.fieldNamed(name) !== undefined,
        show: (name) => this.update({ x: this.fieldNamed(name)?.key ?? "", logX: null }),
      });
      this.importance.replaceChildren(section);
    }
    this.progress.show(this.data, this.state.hours, lit, colours);
  }
}

/** What two columns of one metric share: a trade-off of its last and its best value says nothing. */
function stem(field: Field | undefined): string {
  return (field?.key ?? "").replace(/:[a-z_]+$/, "").replace(/^(?:train|val|valid|validation|test)[/_]/, "");
}
