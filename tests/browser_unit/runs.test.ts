import assert from "node:assert/strict";
import { test } from "node:test";
import { distinctColors } from "../../templates/browser/src/compare/colors";
import { changes, compareRuns, deltaTo } from "../../templates/browser/src/compare/diff";
import { Layout } from "../../templates/browser/src/compare/layout";
import { sharedMetrics } from "../../templates/browser/src/compare/overlay";
import { Standings } from "../../templates/browser/src/compare/standings";
import { formatCompare, parseCompare } from "../../templates/browser/src/compare/state";
import { outcomes } from "../../templates/browser/src/compare/words";
import { buildEngine, words } from "../../templates/browser/src/core/engine";
import { distinctNames } from "../../templates/browser/src/core/names";
import { missing, tagsOf } from "../../templates/browser/src/core/runtable";
import { excerpt } from "../../templates/browser/src/core/searchbox";
import type { Column } from "../../templates/browser/src/core/shapes/runs";
import { QueryMatcher } from "../../templates/browser/src/query/match";
import { formatState, parseState } from "../../templates/browser/src/runs/state";
import { stretch } from "../../templates/browser/src/runs/widths";
import { column, slugsOf, tableOf } from "./made_columns";

const columns: Column[] = [
  column("name", ["alpha", "beta", "gamma x"]),
  column("owner", ["ann", "bob", "ann"], { shown: false }),
  column("status", ["finished", "failed", "finished"], { kind: "status" }),
  column("tags", [["prod", "big"], null, ["old"]], { kind: "tags" }),
  column("params.lr", [0.1, 0.001, null], { kind: "number", text: ["0.1", "0.001", "–"] }),
  column("params.opt", ["adam", "adam", "adam"]),
  column("params.depth", [null, 4, null], { kind: "number", text: ["null", "4", "–"] }),
  column("acc:best", [0.9, 0.8, "NaN"], { kind: "number", direction: "max", text: ["0.900", "0.800", "NaN"] }),
  column("loss:last", [1, 2, 3], { kind: "number", direction: "min" }),
];
const table = tableOf(["alpha", "beta", "gamma"], columns);
const filter = new QueryMatcher(table);
const found = (query: string): number[] => filter.apply(query, table.rows);

test("words are looked for in name, tags, params, status, and all must occur", () => {
  assert.deepEqual(found(""), [0, 1, 2]);
  assert.deepEqual(found("ALPHA"), [0]);
  assert.deepEqual(found("prod adam"), [0]);
  assert.deepEqual(found("prod beta"), []);
  assert.deepEqual(found('"gamma x"'), [2]);
});

test("terms compare by column", () => {
  assert.deepEqual(found("lr<=1e-3"), [1]);
  assert.deepEqual(found("acc>0.85"), [0], "NaN is not above anything");
  assert.deepEqual(found("acc:best>=0.8"), [0, 1], "a key may hold a colon");
  assert.deepEqual(found("params.lr=0.1"), [0]);
  assert.deepEqual(found("lr!=0.1"), [1, 2]);
  assert.deepEqual(found("tag:old"), [2]);
  assert.deepEqual(found("-status:failed"), [0, 2]);
  assert.deepEqual(found("-adam"), []);
  assert.deepEqual(found("loss>1 and loss<3"), [1]);
});

test("nothing typed is an error", () => {
  for (const query of ['"', "-", "lr<", "nokey>3", "a:b:c", "((", "lr<=x", "--", ':"', "<>"])
    assert.doesNotThrow(() => found(query), query);
});

test("the three kinds of nothing are told apart", () => {
  const depth = table.column("params.depth") as Column;
  assert.deepEqual(
    [0, 1, 2].map((row) => missing(depth, row)),
    ["null", null, "absent"],
  );
  assert.equal(missing(table.column("acc:best") as Column, 2), "nan");
  assert.equal(missing(column("t", ["NaN"]), 0), null, "a text that says NaN is a text");
});

test("tags come as lists or as text", () => {
  assert.deepEqual(tagsOf(column("tags", [["a, b", "c"]]), 0), ["a, b", "c"]);
  assert.deepEqual(tagsOf(column("tags", ["a, b"]), 0), ["a", "b"]);
  assert.deepEqual(tagsOf(column("tags", [null]), 0), []);
});

test("the address of the default view is bare", () => {
  assert.equal(formatState(parseState("", columns), columns), "");
});

test("the address keeps filter, sort, columns and selection", () => {
  const hash = "#q=lr%3C1&sort=-acc:best&show=owner&hide=tags&sel=beta";
  const state = parseState(hash, columns);
  assert.deepEqual(state.sort, { key: "acc:best", descending: true });
  assert.ok(state.columns.includes("owner") && !state.columns.includes("tags"));
  assert.deepEqual(state.selected, ["beta"]);
  assert.deepEqual(parseState(formatState(state, columns), columns), state);
});

test("columns out of order are listed whole", () => {
  const state = { ...parseState("", columns), columns: ["acc:best", "name"] };
  const hash = formatState(state, columns);
  assert.equal(hash, "#cols=acc:best,name");
  assert.deepEqual(parseState(hash, columns).columns, ["acc:best", "name"]);
});

test("keys that no longer exist are forgotten", () => {
  const state = parseState("#sort=gone&cols=name,gone,acc:best", columns);
  assert.equal(state.sort, null);
  assert.deepEqual(state.columns, ["name", "acc:best"]);
});

test("links that name what is a column no longer open the page as ever", () => {
  for (const key of ["slug", "color", "scored"]) {
    const state = parseState(`#sort=-${key}&group=${key},params.opt&show=${key}&hide=${key}`, columns);
    assert.deepEqual(state, { ...parseState("", columns), group: ["params.opt"] }, key);
    assert.deepEqual(parseState(`#cols=${key}`, columns), parseState("", columns), key);
  }
});

test("column widths fill the room and never shrink", () => {
  const widths = stretch([100, 50], [true, false], 400);
  assert.ok(widths[0]! >= 100 && widths[1]! >= 50);
  assert.ok(widths[0]! + widths[1]! <= 400 && widths[0]! + widths[1]! > 395);
  assert.deepEqual(stretch([300, 300], [true, true], 400), [300, 300]);
});

test("a comparison shows what differs and marks the best by direction", () => {
  const sections = compareRuns(table, [0, 1]);
  const params = Object.fromEntries(sections.params.map((row) => [row.column.key, row.differs]));
  assert.deepEqual(params, { "params.lr": true, "params.opt": false, "params.depth": true });
  const best = Object.fromEntries(sections.metrics.map((row) => [row.column.key, [...row.best]]));
  assert.deepEqual(best, { "acc:best": [0], "loss:last": [0] });
});

test("no best among equals, among one, or without a direction", () => {
  const lonely = tableOf(slugsOf(2), [
    column("a:last", [1, 1], { kind: "number", direction: "max" }),
    column("b:last", [1, null], { kind: "number", direction: "max" }),
    column("c:last", [1, 2], { kind: "number" }),
  ]);
  for (const row of compareRuns(lonely, [0, 1]).metrics) assert.equal(row.best.size, 0, row.column.key);
});

test("a metric has no second line that says the same, nor one that tells no run apart", () => {
  const made = (key: string, values: Column["values"], direction: "max" | null): Column =>
    column(key, values, { kind: "number", group: "Metrics", direction });
  const single = [
    made("acc:last", [1, 2, null], "max"),
    made("acc:best", [1, 2, null], "max"),
    made("acc:n", [1, 1, null], null),
    made("loss:last", [1, 2, null], null),
    made("loss:n", [3, 4, null], null),
  ];
  const lines = compareRuns(tableOf(slugsOf(3), single), [0, 1, 2]).metrics.filter((row) => row.comparable);
  assert.deepEqual(
    lines.map((row) => row.column.key),
    ["acc:last", "loss:last", "loss:n"],
  );
});

test("ties are best together; NaN never is", () => {
  const tied = tableOf(slugsOf(4), [column("a:last", [2, 2, 1, "NaN"], { kind: "number", direction: "max" })]);
  assert.deepEqual([...(compareRuns(tied, [0, 1, 2, 3]).metrics[0]?.best ?? [])], [0, 1]);
});

test("null differs from not logged, and a number from its text", () => {
  const mixed = tableOf(slugsOf(2), [
    column("params.a", [null, null], { text: ["null", "–"] }),
    column("params.b", [1, "1"]),
  ]);
  assert.deepEqual(
    compareRuns(mixed, [0, 1]).params.map((row) => row.differs),
    [true, true],
  );
});

test("deltas know which way is better", () => {
  const loss = table.column("loss:last") as Column;
  assert.deepEqual(deltaTo(loss, 0, 1), { value: -1, better: true });
  assert.equal(deltaTo(loss, 1, 1), undefined);
  assert.equal(deltaTo(table.column("acc:best") as Column, 2, 0), undefined, "NaN has no distance");
});

test("what changed and what it bought, in one sentence", () => {
  const sections = compareRuns(table, [1, 0]);
  assert.deepEqual(changes(sections.params, 0, 1), ["lr 0.001 → 0.1", "depth 4 → null"]);
  assert.equal(
    outcomes(new Layout(table, [1, 0], undefined, null, new Standings([])), [1, 0])[0],
    "alpha against beta: lr 0.001 → 0.1, depth 4 → null; acc:best +0.1, better.",
  );
});

test("runs of one name are told apart by what differs, or by the end of their address", () => {
  const alike = tableOf(
    ["knn-s0-aa", "knn-s0-bb", "svm", "run-cc", "run-dd", "twin-ee", "twin-ff"],
    [
      column("name", ["knn s0", "knn s0", "svm", "run", "run", "twin", "twin"]),
      column("task", ["Wine", "Digits", "Wine", "Wine", "Wine", "Wine", "Wine"]),
      column("seed", [0, 0, 0, 1, 2, 3, 3]),
    ],
  );
  const told = (rows: number[]): string[] =>
    [...distinctNames(alike, rows)].sort(([a], [b]) => a - b).map(([, name]) => name);
  assert.deepEqual(told([0, 1, 2, 3, 4, 5, 6]), [
    "knn s0 (Wine)",
    "knn s0 (Digits)",
    "svm",
    "run (seed 1)",
    "run (seed 2)",
    "twin (ee)",
    "twin (ff)",
  ]);
  assert.deepEqual(told([0, 2, 3]), ["knn s0", "svm", "run"]);
});

test("of many changed params three are named, the rest counted", () => {
  const params = (count: number): Column[] =>
    Array.from({ length: count }, (_, index) => column(`params.p${index}`, [1, 2]));
  const told = (count: number): string => {
    const many = tableOf(["a", "b"], [column("name", ["a", "b"]), ...params(count)]);
    return outcomes(new Layout(many, [0, 1], undefined, null, new Standings([])), [0, 1])[0]?.split(": ")[1] ?? "";
  };
  assert.match(told(3), /^p0 1 → 2, p1 1 → 2, p2 1 → 2; no metric in common says which is better\.$/);
  assert.match(told(4), / and 1 more param;/);
  assert.match(told(5), / and 2 more params;/);
});

test("the address of a comparison", () => {
  const state = parseCompare("#runs=a,b,a,,&base=b&all=1");
  assert.deepEqual(state, { runs: ["a", "b"], base: "b", all: true, transpose: false, step: null, on: "" });
  assert.equal(formatCompare(state), "#runs=a,b&base=b&all=1");
  assert.deepEqual(parseCompare("#runs=a&base=gone&all=7"), {
    runs: ["a"],
    base: "",
    all: false,
    transpose: false,
    step: null,
    on: "",
  });
  assert.equal(formatCompare(parseCompare("")), "");
});

test("metrics that most runs share come first", () => {
  const sources = [
    ["only", "loss"],
    ["loss", "acc"],
    ["loss", "acc"],
  ].map((metrics) => ({ curves: { metrics } }));
  assert.deepEqual(sharedMetrics(sources), ["loss", "acc", "only"]);
  assert.deepEqual(
    sharedMetrics(sources.slice(1), ["acc", "loss"]),
    ["acc", "loss"],
    "then those that the table puts first",
  );
});

test("no two compared runs look alike while colours last", () => {
  const colored = tableOf(slugsOf(12), [], { colors: [0, 0, 1, 5, 5, 5, 9, 9, 0, 2, 0, 0] });
  const colors = distinctColors(colored, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(new Set(colors.values()).size, 10);
  assert.deepEqual([colors.get(0), colors.get(3), colors.get(6)], [0, 5, 9]);
  assert.equal(distinctColors(colored, colored.rows).size, 12);
});

test("search finds by name, tag, param and prefix; names first; a slip of the finger is forgiven", () => {
  const engine = buildEngine([
    { t: "Runs", u: "runs.html", k: "Page", x: "forest" },
    { t: "forest-7", u: "runs/forest-7.html", k: "Run", x: "prod lr=0.01 max_depth=4" },
    { t: "boost", u: "runs/boost.html", k: "Run", x: "lr=0.1 <b>x</b>" },
  ]);
  const urls = (query: string): string[] => engine.find(query, 10).map((entry) => entry.u);
  assert.deepEqual(urls("forest"), ["runs/forest-7.html", "runs.html"]);
  assert.deepEqual(urls("lr=0.01"), ["runs/forest-7.html"]);
  assert.deepEqual(urls("max_depth"), ["runs/forest-7.html"]);
  assert.deepEqual(urls("prod for"), ["runs/forest-7.html"]);
  assert.deepEqual(urls("forrest").sort(), ["runs.html", "runs/forest-7.html"]);
  assert.deepEqual(urls("zzzz"), []);
  assert.equal(engine.find("lr", 1).length, 1);
});

test("words are split at signs and kept whole besides", () => {
  assert.deepEqual(words("LR=0.1, val/acc"), ["lr=0.1", "val/acc", "lr", "0.1", "val", "acc"]);
});

test("the excerpt of a long text holds the word", () => {
  const text = `${"word ".repeat(60)}needle${" word".repeat(60)}`;
  assert.ok(excerpt(text, "needle").includes("needle"));
  assert.ok(excerpt(text, "needle").length < 100);
});
