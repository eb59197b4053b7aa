import assert from "node:assert/strict";
import { test } from "node:test";
import type { Column } from "../../templates/browser/src/core/shapes/runs";
import { roundStep } from "../../templates/browser/src/core/spans";
import { brushAt, brushOf, stretches, withBrush } from "../../templates/browser/src/explore/brush";
import { BINS, coloursOf, ramp } from "../../templates/browser/src/explore/colour";
import { defaultAxes, type Field, fieldsOf, numberOf, rankingField } from "../../templates/browser/src/explore/field";
import { nearestLine, nearestPoint } from "../../templates/browser/src/explore/hit";
import { moved, placeOf, reordered } from "../../templates/browser/src/explore/layout";
import { type Direction, frontSteps, paretoFront } from "../../templates/browser/src/explore/pareto";
import { bestSteps } from "../../templates/browser/src/explore/progress";
import { categoryScale, linearScale, logScale, scaleOf, wantsLog } from "../../templates/browser/src/explore/scale";
import { formatExplore, parseExplore } from "../../templates/browser/src/explore/state";
import { tableQuery, taskOf } from "../../templates/browser/src/explore/tasks";
import { QueryMatcher } from "../../templates/browser/src/query/match";
import pareto from "../vectors/pareto.json";
import { slugsOf, tableOf } from "./made_columns";

function column(key: string, group: string, values: Column["values"], more: Partial<Column> = {}): Column {
  const kind = values.some((value) => typeof value === "number") ? "number" : "text";
  return { key, label: key.replace("params.", ""), group, kind, values, text: null, ...more };
}

const table = tableOf(slugsOf(6), [
  column("params.lr", "Params", [0.0001, 0.001, 0.01, 0.1, 1, null]),
  column("params.opt", "Params", ["sgd", "adam w", "sgd", "adam w", null, "sgd"]),
  column("params.same", "Params", [1, 1, 1, 1, 1, 1]),
  column("params.width", "Params", [8, 16, 8, 16, 8, 16]),
  column("val/acc:last", "Metrics", [0.1, 0.5, 0.9, "NaN", 0.7, 0.6], { direction: "max" }),
  column("val/acc:best", "Metrics", [0.2, 0.6, 0.95, 0.1, 0.8, 0.7], { direction: "max" }),
  column("loss:last", "Metrics", [9, 4, 2, 30, 3, 2000], { direction: "min" }),
  column("duration", "Run", [10, 20, 40, 30, 15, 5], { kind: "duration" }),
]);
const rows = table.rows;
const fields = fieldsOf(table, rows);
const matcher = new QueryMatcher(table);

function field(key: string): Field {
  const found = fields.find((one) => one.key === key);
  assert.ok(found, key);
  return found;
}

const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("only what differs between the runs can be an axis", () => {
  const keys = fields.map((one) => one.key);
  assert.deepEqual(keys, [
    "params.lr",
    "params.opt",
    "params.width",
    "val/acc:last",
    "val/acc:best",
    "loss:last",
    "duration",
  ]);
  assert.deepEqual(field("params.opt").levels, ["adam w", "sgd"]);
  assert.equal(field("params.lr").query, "lr");
  assert.equal(field("val/acc:best").query, "val/acc", "the shortest name that means this column");
  assert.equal(field("val/acc:last").query, "val/acc:last");
  assert.equal(field("duration").direction, "min");
  assert.equal(field("params.lr").count, 5);
});

test("what a run did not log has no place", () => {
  assert.ok(Number.isNaN(numberOf(field("params.lr"), 5)));
  assert.ok(Number.isNaN(numberOf(field("val/acc:last"), 3)), "NaN neither");
  assert.ok(Number.isNaN(scaleOf(field("params.opt")).at(numberOf(field("params.opt"), 4))));
  assert.equal(numberOf(field("params.opt"), 0), 1);
});

test("the axes to begin with are the params from the one that matters most, then the metric", () => {
  const metric = rankingField(fields, "val/acc");
  assert.equal(metric?.key, "val/acc:last");
  assert.deepEqual(defaultAxes(fields, metric, ["width", "lr"]), [
    "params.width",
    "params.lr",
    "params.opt",
    "val/acc:last",
  ]);
  assert.deepEqual(
    defaultAxes(fields, metric, [], 1),
    ["params.width", "val/acc:last"],
    "without importance: what most runs have",
  );
});

test("positive values that span two orders of magnitude have a log axis", () => {
  assert.ok(wantsLog(field("params.lr")));
  assert.ok(!wantsLog(field("params.width")));
  const scale = scaleOf(field("params.lr"));
  assert.equal(scale.kind, "log");
  near(scale.at(0.01), 0.5);
  near(scale.invert(0.25), 0.001);
  assert.ok(Number.isNaN(scale.at(0)));
  assert.equal(scaleOf(field("params.lr"), false).kind, "linear");
  assert.equal(scaleOf(field("params.opt"), true).kind, "category");
});

test("ticks", () => {
  assert.deepEqual(
    linearScale(0, 1, undefined)
      .ticks(5)
      .map(({ text }) => text),
    ["0", "0.2", "0.4", "0.6", "0.8", "1.0"],
  );
  assert.deepEqual(
    logScale(1e-4, 1)
      .ticks(6)
      .map(({ text }) => text),
    ["0.0001", "0.001", "0.01", "0.1", "1"],
  );
  assert.deepEqual(
    logScale(3, 60)
      .ticks(6)
      .map(({ text }) => text),
    ["5", "10", "20", "50"],
    "few orders: between them too",
  );
  assert.ok(logScale(1e-30, 1e30).ticks(6).length <= 7);
  assert.deepEqual(
    scaleOf(field("params.width"))
      .ticks(6)
      .map(({ text }) => text)
      .sort(),
    ["16", "8"],
    "few values: themselves",
  );
  assert.equal(roundStep(1 / 5), 0.2);
  assert.equal(roundStep(700 / 6), 200);
  assert.ok(categoryScale(Array.from({ length: 30 }, (_, index) => `c${index}`)).ticks(12).length <= 12);
});

test("a brush on an axis becomes a range of the query, and the same runs", () => {
  const lr = field("params.lr");
  const brush = brushAt(lr, scaleOf(lr), 0.8, 0.4);
  const query = withBrush("sgd or adam", lr, brush);
  assert.match(query, /^\(sgd or adam\) lr>=0\.00398\d* lr<=0\.1585$/);
  assert.deepEqual(matcher.apply(withBrush("", lr, brush), rows), [2, 3]);
  const again = brushOf(query, lr);
  assert.ok(again && "range" in again);
  const [[low, high]] = stretches(lr, scaleOf(lr), again) as [[number, number]];
  assert.ok(Math.abs(low - 0.4) < 0.001 && Math.abs(high - 0.8) < 0.001);
  assert.equal(withBrush(query, lr, null), "(sgd or adam)");
  assert.equal(brushOf("(sgd or adam)", lr), null);
});

test("a brush beyond the ends keeps the first and the last run", () => {
  const lr = field("params.lr");
  assert.deepEqual(matcher.apply(withBrush("", lr, brushAt(lr, scaleOf(lr), -0.2, 1.3)), rows), [0, 1, 2, 3, 4]);
  assert.equal(brushAt(lr, scaleOf(lr), 1.1, 1.2), null);
});

test("a brush takes the place of a range that was typed by another name", () => {
  const lr = field("params.lr");
  const typed = "params.lr>=0.5 x";
  assert.deepEqual(brushOf(typed, lr), { range: [0.5, Infinity] });
  assert.equal(withBrush(typed, lr, { range: [0.1, 1] }), "x lr>=0.1 lr<=1");
});

test("a brush on categories is a choice of them", () => {
  const opt = field("params.opt");
  const scale = scaleOf(opt);
  assert.deepEqual(brushAt(opt, scale, 0.1, 0.3), { values: ["adam w"] });
  assert.deepEqual(brushAt(opt, scale, 0.3, 0.7), { values: ["adam w", "sgd"] });
  const query = withBrush("", opt, { values: ["adam w"] });
  assert.equal(query, 'opt="adam w"');
  assert.deepEqual(matcher.apply(query, rows), [1, 3]);
  assert.deepEqual(brushOf(query, opt), { values: ["adam w"] });
  assert.deepEqual(stretches(opt, scale, { values: ["sgd"] }), [[0.5, 1]]);
  assert.deepEqual(stretches(opt, scale, { values: ["adam w", "SGD"] }), [[0, 1]]);
});

test("colours: the best stands out, the worst tenth is one colour, nothing has none", () => {
  const loss = coloursOf(field("loss:last"), rows);
  assert.equal(loss.bin(2), BINS - 1, "least is best");
  assert.equal(loss.bin(5), 0, "the diverged one is worst");
  const acc = coloursOf(field("val/acc:last"), rows);
  assert.equal(acc.bin(2), BINS - 1);
  assert.equal(acc.bin(3), -1);
  const opt = coloursOf(field("params.opt"), rows);
  assert.deepEqual([opt.bin(0), opt.bin(1), opt.bin(4)], [1, 0, -1]);
});

test("the ramp goes steadily from light to dark, or back on a dark page", () => {
  const light = (color: string): number => {
    const [r, g, b] = (color.match(/\d+/g) ?? []).map((part) => (Number(part) / 255) ** 2.2) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const dark of [false, true]) {
    const levels = ramp(dark).map(light);
    for (let index = 1; index < levels.length; index += 1) {
      const step = (levels[index] as number) - (levels[index - 1] as number);
      assert.ok(dark ? step > 0 : step < 0, `${dark} ${index}`);
    }
  }
});

/** By definition: no other is at least as good in both, and better in one. */
function frontByDefinition(x: number[], y: number[]): number[] {
  const dominated = (a: number): boolean =>
    x.some(
      (_, b) =>
        (x[b] as number) <= (x[a] as number) &&
        (y[b] as number) <= (y[a] as number) &&
        (x[b] !== x[a] || y[b] !== y[a]),
    );
  return x.flatMap((_, index) => (dominated(index) ? [] : [index]));
}

test("the Pareto front is what the definition says", () => {
  let seed = 1;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let round = 0; round < 50; round += 1) {
    const count = 1 + Math.floor(random() * 30);
    const [x, y] = [0, 1].map(() => Array.from({ length: count }, () => Math.floor(random() * 12))) as [
      number[],
      number[],
    ];
    const expected = frontByDefinition(x, y);
    assert.deepEqual(
      [...paretoFront(x, y, ["min", "min"])].sort((a, b) => a - b),
      expected,
    );
    const negative = x.map((value) => -value);
    assert.deepEqual(
      [...paretoFront(negative, y, ["max", "min"])].sort((a, b) => a - b),
      expected,
    );
  }
  assert.deepEqual(
    paretoFront([1, NaN, 2, Infinity], [3, 0, 1, 0], ["min", "min"]),
    [0, 2],
    "what has no value is not on it",
  );
  assert.deepEqual(paretoFront([], [], ["min", "max"]), []);
});

for (const [x, y, better, expected] of pareto.cases as unknown as [
  (number | null)[],
  (number | null)[],
  [Direction, Direction],
  number[],
][]) {
  test(`the front of ${JSON.stringify([x, y, better])} as in Python`, () => {
    const [xs, ys] = [x, y].map((values) => values.map((value) => value ?? NaN)) as [number[], number[]];
    assert.deepEqual(paretoFront(xs, ys, better), expected);
  });
}

test("the step line through a front turns where both members are as bad", () => {
  assert.deepEqual(
    frontSteps([
      [1, 5],
      [3, 2],
    ]),
    [
      [1, 5],
      [3, 5],
      [3, 2],
    ],
  );
});

test("what is under the pointer", () => {
  assert.equal(nearestLine([0, 100], [100, 0], 0.25, 26, 5), 0);
  assert.equal(nearestLine([0, 100], [100, 0], 0.25, 50, 5), -1);
  assert.equal(nearestLine([10, 10], [10, 10], 0.5, 10, 5), 1, "the one on top");
  assert.equal(nearestPoint([0, 10, NaN], [0, 10, 5], 9, 9, 5), 1);
  assert.equal(nearestPoint([0, 10], [0, 10], 5, 5, 3), -1);
});

test("axes change places", () => {
  const keys = ["a", "b", "c", "d"];
  assert.deepEqual(moved(keys, "b", 1), ["a", "c", "b", "d"]);
  assert.deepEqual(moved(keys, "a", -1), keys);
  assert.deepEqual(moved(keys, "d", 5), keys);
  assert.deepEqual(reordered(keys, "a", placeOf(2, 4, 800) + 20, 800), ["b", "c", "a", "d"]);
  assert.deepEqual(reordered(keys, "d", -50, 800), ["d", "a", "b", "c"]);
});

test("the best so far is flat until a better run ends", () => {
  const progress = [
    ["a", 1, 0.5, 3, 3],
    ["b", 3, 1.5, 4, 3],
    ["c", 4, 2, 1, 1],
  ] as const;
  assert.deepEqual(bestSteps(progress, false), [
    [1, 3],
    [3, 3],
    [4, 3],
    [4, 1],
  ]);
  assert.deepEqual(bestSteps(progress, true), [
    [0.5, 3],
    [1.5, 3],
    [2, 3],
    [2, 1],
  ]);
});

test("the address leaves defaults out, and comes back", () => {
  assert.equal(formatExplore(parseExplore("")), "");
  const hash =
    "#task=wine&q=lr%3E%3D0.1&metric=loss%3Alast&axes=params.lr,loss%3Alast&x=params.lr&logx=0&px=duration&over=hours";
  assert.deepEqual(parseExplore(formatExplore(parseExplore(hash))), parseExplore(hash));
});

test("a damaged address gives the default view", () => {
  const state = parseExplore("#task=%E0%A4%A&&&=x&logx=maybe&over=years&axes=,,,");
  assert.equal(state.axes, null);
  assert.equal(state.logX, null);
  assert.equal(state.hours, false);
  const tasks = [
    { slug: "big", title: "Big one", note: "", href: "" },
    { slug: "wine", title: "Wine", note: "", href: "" },
  ];
  assert.equal(taskOf(tasks, state).slug, "big");
  assert.equal(
    taskOf(tasks, { task: "", query: "lr>1 task=wine" }).slug,
    "wine",
    "the task of a query from the runs table",
  );
  assert.equal(tableQuery("a or b", tasks[0] as never), '(a or b) task="Big one"');
});
