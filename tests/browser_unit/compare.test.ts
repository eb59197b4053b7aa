import assert from "node:assert/strict";
import { test } from "node:test";
import { About, type AboutData } from "../../templates/browser/src/compare/about";
import { compareRuns } from "../../templates/browser/src/compare/diff";
import { PassingGroup } from "../../templates/browser/src/compare/group";
import { joinTables } from "../../templates/browser/src/compare/join";
import { Layout } from "../../templates/browser/src/compare/layout";
import { compareLines } from "../../templates/browser/src/compare/lines";
import { toMarkdown } from "../../templates/browser/src/compare/markdown";
import { holm, meanText, Standings, type StandingsData } from "../../templates/browser/src/compare/standings";
import { formatCompare, parseCompare } from "../../templates/browser/src/compare/state";
import { splitKey, treeOf } from "../../templates/browser/src/compare/tree";
import { outcomes } from "../../templates/browser/src/compare/words";
import type { Column, Raw } from "../../templates/browser/src/core/shapes/runs";
import vectors from "../vectors/holm.json";
import { tableOf } from "./made_columns";

const column = (key: string, values: Raw[], more: Partial<Column> = {}): Column => ({
  key,
  label: key.replace("params.", "").replace(":", " "),
  group: key.startsWith("params.") ? "Params" : key.includes(":") ? "Metrics" : "Run",
  kind: "text",
  values,
  text: null,
  ...more,
});

const SLUGS = ["a1", "a2", "b1", "c1"];
const table = tableOf(SLUGS, [
  column("name", ["a|1", "a2", "b<i>", "c"]),
  column("fingerprint", ["A", "A", "B", "C"]),
  column("params.optim.lr", [0.1, 0.1, 0.2, 0.3], { kind: "number" }),
  column("params.optim.decay", [0, 0, 1, 2], { kind: "number" }),
  column("acc:last", [0.9, 0.91, 0.95, 0.5], { kind: "number", direction: "max" }),
]);

test("outputs have a part of their own among the differences", () => {
  const columns = [...table.columns, column("outputs.verdict", ["fine", "odd", null, null], { group: "Outputs" })];
  const keys = compareRuns(tableOf(SLUGS, columns), [0, 1]).facts.map((row) => row.column.key);
  assert.ok(!keys.includes("outputs.verdict"));
});

const data: StandingsData = {
  alpha: 0.05,
  metrics: [
    {
      name: "acc",
      configurations: [
        ["A", "conf-a", 5, 0.905, 0.9, 0.91],
        ["B", "conf-b", 5, 0.95, 0.94, 0.96],
        ["C", "conf-c", 1, 0.5, null, null],
      ],
      pairs: [[1, 0, 0.045, 0.03, 0.06, 0.001]],
    },
  ],
};
const standings = new Standings([data]);

for (const [given, expected] of vectors.cases as [number[], number[]][]) {
  test(`Holm of ${JSON.stringify(given)} as in Python`, () => {
    const found = holm(given);
    assert.equal(found.length, expected.length);
    found.forEach((p, index) => assert.ok(Math.abs(p - (expected[index] as number)) < 1e-12));
  });
}

test("verdicts: significant, the same, too few; turned round for the other baseline; tied after adjusting", () => {
  const found = standings.against("acc", "A", ["A", "B", "C", "gone"]);
  assert.deepEqual(Object.fromEntries([...found].map(([name, { kind }]) => [name, kind])), {
    A: "same",
    B: "differs",
    C: "few",
    gone: "unknown",
  });
  const back = standings.against("acc", "B", ["A"]).get("A");
  assert.ok(
    back?.kind === "differs" &&
      back.effect.difference === -0.045 &&
      back.effect.low === -0.06 &&
      back.effect.high === -0.03,
  );
  const weak = new Standings([
    {
      alpha: 0.05,
      metrics: [
        {
          name: "m",
          configurations: [
            ["X", "x", 5, 1, 0, 2],
            ["Y", "y", 5, 1, 0, 2],
            ["Z", "z", 5, 1, 0, 2],
          ],
          pairs: [
            [1, 0, 1, 0, 2, 0.03],
            [2, 0, 1, 0, 2, 0.04],
          ],
        },
      ],
    },
  ]);
  assert.equal(weak.against("m", "X", ["Y"]).get("Y")?.kind, "differs");
  assert.equal(weak.against("m", "X", ["Y", "Z"]).get("Y")?.kind, "tied", "two comparisons ask for more");
});

test("a mean has the digits of its interval", () => {
  const of = (mean: number, low: number | null, high: number | null): string =>
    meanText({ fingerprint: "", slug: "", n: 3, mean, low, high });
  assert.equal(of(0.992201, 0.988711, 0.99569), "0.9922 ± 0.0035");
  assert.equal(of(-55.91, -57.8, -54), "−55.9 ± 1.9");
  assert.equal(of(12345, 10000, 14690), "12345 ± 2345");
  assert.equal(of(0.123456, null, null), "0.1235");
});

test("keys with dots become a tree; a branch with one twig does not", () => {
  assert.deepEqual(splitKey("a.b\\.c.d"), ["a", "b.c", "d"]);
  const found = treeOf(
    ["seed", "model.depth", "optim.lr", "optim.sched.kind", "optim.sched.warm", "x..y"],
    (key) => key,
  );
  assert.deepEqual(
    found.map(({ kind, name, depth }) => `${kind} ${depth} ${name}`),
    [
      "leaf 0 seed",
      "leaf 0 model.depth",
      "branch 0 optim",
      "leaf 1 lr",
      "branch 1 sched",
      "leaf 2 kind",
      "leaf 2 warm",
      "leaf 0 x..y",
    ],
  );
  const leaves = found.flatMap((entry) => (entry.kind === "leaf" ? [entry.item] : []));
  assert.equal(leaves.length, 6, "nothing is lost");
});

test("a param that is also the beginning of others is kept", () => {
  const found = treeOf(["a", "a.b", "a.c"], (key) => key);
  assert.deepEqual(
    found.map(({ kind, name }) => `${kind} ${name}`),
    ["leaf a", "branch a", "leaf b", "leaf c"],
  );
});

test("lines that another text lacks are marked", () => {
  const marks = (text: string, other: string): string =>
    compareLines(text, other)
      .map(({ same }) => (same ? "." : "+"))
      .join("");
  assert.equal(marks("a\nb\nc\n", "a\nb\nc"), "...");
  assert.equal(marks("a\nx\nc", "a\nc"), ".+.");
  assert.equal(marks("a\nc", "a\nx\nc"), "..");
  assert.equal(marks("b\na", "a\nb").replace(".", ""), "+", "one of two that changed places");
  assert.equal(marks("", "a"), "");
  const long = Array.from({ length: 3000 }, (_, n) => `line ${n % 900}`).join("\n");
  assert.equal(compareLines(`first\n${long}\nlast`, `other\n${long}`).filter(({ same }) => !same).length, 2);
});

test("tables are joined by key, and what differs is known", () => {
  const a = {
    step: 1,
    columns: ["id", "word", "score"],
    rows: [
      [1, "x", 0.5],
      [2, "y", null],
      [2, "again", 9],
    ],
  };
  const b = {
    step: 1,
    columns: ["score", "id", "extra"],
    rows: [
      [0.5, 1, true],
      [0.7, 3, false],
      [0, "1", null],
    ],
  };
  const joined = joinTables([a, b], "no such column");
  assert.equal(joined.on, "id");
  assert.deepEqual(joined.offered, ["id", "score"]);
  assert.deepEqual(joined.columns, ["word", "score", "extra"]);
  assert.equal(joined.repeated, 1);
  assert.deepEqual(
    joined.rows.map(({ key }) => key),
    [1, 2, 3, "1"],
    '1 is not "1"',
  );
  assert.deepEqual(joined.rows[0]?.cells, [
    ["x", undefined],
    [0.5, 0.5],
    [undefined, true],
  ]);
  assert.deepEqual(joined.rows[0]?.differs, [true, false, true]);
  assert.equal(joinTables([a, b], "score").on, "score");
  assert.deepEqual(joinTables([], "x").rows, []);
});

test("a sheet has means under the score, params as a tree, and no verdict on deltas that chance may have made", () => {
  const layout = new Layout(table, [0, 1, 2, 3], 0, null, standings);
  const [metrics, params] = layout.parts(false);
  assert.deepEqual(
    metrics?.entries.map(({ kind, name }) => `${kind} ${name}`),
    ["row acc last", "means mean of its configuration"],
  );
  assert.deepEqual(
    params?.entries.map(({ kind, name }) => `${kind} ${name}`),
    ["branch optim", "row lr", "row decay"],
  );
  const [score, means] = metrics!.entries as [never, never];
  assert.deepEqual(layout.cell(score, 1).delta, {
    text: "+0.01",
    title: "the same configuration: seeds make this difference",
  });
  assert.deepEqual(layout.cell(score, 2).delta, { text: "+0.05", better: true });
  assert.equal(layout.cell(score, 3).delta?.better, undefined, "one seed is no evidence");
  assert.equal(layout.cell(means, 2).text, "0.950 ± 0.010");
  assert.equal(layout.cell(means, 2).note, "5 seeds; significant, p = 0.0010");
  assert.equal(layout.cell(means, 3).note, "one seed; not enough seeds to compare");
  assert.equal(layout.cell(means, 0).note, "5 seeds");
});

test("a lucky run of the worse configuration does not make the other one worse", () => {
  const lucky = tableOf(
    ["a", "b"],
    [column("fingerprint", ["A", "B"]), column("acc:last", [0.96, 0.95], { kind: "number", direction: "max" })],
  );
  const layout = new Layout(lucky, [0, 1], 0, null, standings);
  const delta = layout.cell(layout.parts(false)[0]!.entries[0]!, 1).delta;
  assert.equal(delta?.text, "−0.01");
  assert.equal(delta?.better, undefined);
});

test("a standard error stands beside its metric, and is no metric of its own", () => {
  const made = tableOf(
    ["a", "b"],
    [
      column("acc:score", [0.9, 0.8], { kind: "number", text: ["0.900", "0.800"], beside: "acc_stderr:score" }),
      column("acc_stderr:score", [0.01, null], { kind: "number", text: ["0.010", "–"] }),
    ],
  );
  const layout = new Layout(made, [0, 1], undefined, null, new Standings([]));
  const [metrics] = layout.parts(true);
  const cells = metrics!.entries.map((entry) => layout.rows.map((row) => layout.cell(entry, row).text));
  assert.deepEqual(cells, [["0.900 ± 0.010", "0.800"]]);
});

test("one run differs from nothing: all of it is shown", () => {
  assert.equal(new Layout(table, [2], undefined, null, standings).parts(false)[1]?.entries.length, 3);
});

test("a sentence for each run, and what seeds say of it", () => {
  const layout = new Layout(table, [0, 1, 2, 3], 0, null, standings);
  const told = outcomes(layout, layout.rows);
  assert.deepEqual(told, [
    "a2 against a|1: no param differs; acc last +0.01, by the seed alone: one configuration.",
    "b<i> against a|1: optim.lr 0.1 → 0.2, optim.decay 0 → 1; acc last +0.05; over seeds +0.045, better (p = 0.0010).",
    "c against a|1: optim.lr 0.1 → 0.3, optim.decay 0 → 2; acc last −0.4; too few seeds to tell that from chance.",
  ]);
});

test("best is the best mean over seeds and what is not significantly worse, never a single draw of them", () => {
  const pairs = (p: number): StandingsData => ({
    ...data,
    metrics: data.metrics.map((one) => ({ ...one, pairs: [[1, 0, 0.045, 0.03, 0.06, p]] })),
  });
  const bold = (p: number, kind: "row" | "means"): (boolean | undefined)[] => {
    const layout = new Layout(table, [0, 1, 2, 3], undefined, null, new Standings([pairs(p)]));
    const entry = layout.parts(false)[0]?.entries.find((one) => one.kind === kind) as Parameters<Layout["cell"]>[0];
    return layout.rows.map((row) => layout.cell(entry, row).best);
  };
  assert.deepEqual(bold(0.001, "means"), [false, false, true, false]);
  assert.deepEqual(bold(0.4, "means"), [true, true, true, false]);
  assert.deepEqual(bold(0.4, "row"), [false, false, false, false]);
});

test("each task has its own best, and of two tasks neither is better", () => {
  const tasks = ["Wine", "Wine", "Digits", "Digits"];
  const several = tableOf(SLUGS, [...table.columns.filter(({ key }) => key !== "fingerprint"), column("task", tasks)]);
  const layout = new Layout(several, [0, 1, 2, 3], 0, null, new Standings([]));
  const entry = layout.parts(false)[0]?.entries[0] as Parameters<Layout["cell"]>[0];
  const cells = layout.rows.map((row) => layout.cell(entry, row));
  assert.deepEqual(
    cells.map(({ best }) => best),
    [false, true, true, false],
  );
  assert.deepEqual(
    cells.map(({ delta }) => delta?.better),
    [undefined, true, undefined, undefined],
  );
  assert.match(outcomes(layout, [0, 2])[0] ?? "", /; another task, so neither is better\.$/);
});

test("a sentence names the algorithm and the data, too", () => {
  const facts = [
    column("algorithm", ["tree", "net"]),
    column("data", ["corpus", "corpus"]),
    column("name", ["a", "b"]),
  ];
  const none = { pool: [], at: -1 } as const;
  const sources = (version: string, sha256: string): Readonly<Record<string, string>>[] => [
    { name: "corpus", version, sha256 },
  ];
  const known = {
    commit: none,
    dirty: none,
    script: none,
    python: none,
    platform: none,
    packages: none,
    hardware: none,
    extra: none,
    outputs: none,
    logged: none,
    standings: none,
  };
  const about = new About({
    count: 2,
    commits: "",
    baseline: "",
    columns: { ...known, data: { pool: [sources("1", "aa"), sources("2", "bb")], at: [0, 1] } },
  });
  const layout = new Layout(tableOf(["a", "b"], facts), [0, 1], 0, about, new Standings([]));
  assert.equal(
    outcomes(layout, [0, 1])[0],
    "b against a: algorithm tree → net, corpus version 1 → 2; no metric in common says which is better.",
  );
});

test("a comparison as Markdown: nothing logged becomes markup", () => {
  const layout = new Layout(table, [0, 2], 0, null, standings);
  const text = toMarkdown(layout, layout.parts(false), false, "../compare.html#runs=a1,b1");
  assert.deepEqual(text.split("\n"), [
    "|  | a\\|1 (baseline) | b&lt;i> |",
    "| --- | --- | --- |",
    "| acc last | 0.9 | 0.95 (+0.05) |",
    "| acc, mean of its configuration | 0.9050 ± 0.0050 (5 seeds) " +
      "| **0.950 ± 0.010** (+0.045) (5 seeds; significant, p = 0.0010) |",
    "| optim.lr | 0.1 | 0.2 |",
    "| optim.decay | 0 | 1 |",
    "",
    "[Comparison of 2 runs](../compare.html#runs=a1,b1)",
    "",
  ]);
  assert.match(
    toMarkdown(layout, layout.parts(false), true, "x"),
    /^\| run \| acc last \| .*\n\| --- \|.*\n\| a\\\|1 \(baseline\) \|/,
  );
});

test("what the table of runs leaves out, by run", () => {
  const none = { pool: [], at: -1 };
  const about = new About({
    count: 3,
    commits: "https://example.org/commit/",
    baseline: "",
    columns: {
      commit: { pool: ["c0ffee1234567890", "<x>"], at: [0, 0, 1] },
      dirty: { pool: [true], at: [0, -1, -1] },
      script: none,
      python: { pool: ["3.12"], at: 0 },
      platform: none,
      packages: { pool: [{ numpy: "1" }, { numpy: "2", zlib: "3" }], at: [0, 1, -1] },
      hardware: none,
      extra: none,
      data: { pool: [[{ name: "d", sha256: "ab".repeat(32) }, { name: "d" }]], at: [0, -1, 0] },
      outputs: none,
      logged: { pool: [2], at: [-1, 0, -1] },
      standings: none,
    },
  } as AboutData);
  const parts = Object.fromEntries(
    about
      .parts([0, 1])
      .map(({ title, columns }) => [title, columns.map(({ key, values, text }) => [key, values, text])]),
  );
  assert.deepEqual(
    parts.Packages?.map(([key, values]) => [key, values]),
    [
      ["about.packages.numpy", ["1", "2"]],
      ["about.packages.zlib", [null, "3"]],
    ],
  );
  assert.deepEqual(parts.Code?.[0]?.[1], ["c0ffee123456 with uncommitted changes", "c0ffee123456"]);
  assert.deepEqual(
    parts.Data?.map(([key]) => key),
    ["about.data.d.sha256"],
  );
  assert.deepEqual(parts.Data?.[0]?.[2], ["abababababab", "–"]);
  assert.equal(about.commitLink(0), "https://example.org/commit/c0ffee1234567890");
  assert.equal(about.commitLink(2), "", "what is no hash is no address");
  assert.deepEqual([about.logged(0), about.logged(1)], [false, true]);
});

test("how runs are compared is in the address", () => {
  const state = parseCompare("#runs=a,b&base=-&t=1&step=12.5&on=word");
  assert.deepEqual(state, { runs: ["a", "b"], base: "-", all: false, transpose: true, step: 12.5, on: "word" });
  assert.equal(formatCompare(state), "#runs=a,b&base=-&t=1&step=12.5&on=word");
  assert.equal(parseCompare("#runs=a&step=soon").step, null);
});

test("listeners of charts that went are forgotten; those of the page stay", () => {
  const group = new PassingGroup();
  const heard: string[] = [];
  group.onChange(() => heard.push("page"));
  group.release();
  group.onChange(() => heard.push("toolbar"));
  group.onEmphasis(() => heard.push("legend"));
  group.release();
  group.set({ logX: true });
  group.setHot("a");
  assert.deepEqual(heard, ["page"]);
});
