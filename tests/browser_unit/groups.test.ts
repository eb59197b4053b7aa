import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunTable } from "../../templates/browser/src/core/runtable";
import type { Column, Raw } from "../../templates/browser/src/core/shapes/runs";
import { meanCi, tQuantile } from "../../templates/browser/src/core/stats";
import { bundle } from "../../templates/browser/src/runs/bands";
import { Facts } from "../../templates/browser/src/runs/facts";
import { aggregate, common, groupRows } from "../../templates/browser/src/runs/groups";
import vectors from "../vectors/groups.json";
import { slugsOf, tableOf } from "./made_columns";

type Case = {
  about: string;
  runs: { fingerprint: string; seed: number | null; status: string; scored: boolean; value: Raw }[];
  expected: Record<string, Expected | null>;
};
type Expected = { n: number; mean: number; low: number | null; high: number | null };

type Banded = {
  about: string;
  runs: (Omit<Case["runs"][number], "value"> & { x: number[]; y: (number | string)[] })[];
  expected: (Expected & { x: number; min: number; max: number })[];
};

const column = (key: string, values: Raw[], more: Partial<Column> = {}): Column => ({
  key,
  label: key,
  group: "Run",
  kind: "text",
  values,
  text: null,
  ...more,
});

function runsOf(runs: Case["runs"]): { table: RunTable; score: Column } {
  const score = column(
    "acc:score",
    runs.map((run) => run.value),
    { kind: "number", group: "Metrics" },
  );
  const columns = [
    column(
      "status",
      runs.map((run) => run.status),
    ),
    column(
      "seed",
      runs.map((run) => run.seed),
      { kind: "number" },
    ),
    column(
      "fingerprint",
      runs.map((run) => run.fingerprint),
    ),
    score,
  ];
  const scored = runs.map((run) => (run.scored && run.status !== "finished" ? ["acc"] : []));
  return { table: tableOf(slugsOf(runs.length), columns, { scored }), score };
}

function near(actual: number | null, expected: number | null, what: string, within = 1e-9): void {
  if (expected === null || actual === null) return assert.equal(actual, expected, what);
  assert.ok(
    Math.abs(actual - expected) <= within * Math.max(1e-300, Math.abs(expected)),
    `${what}: ${actual}, Python says ${expected}`,
  );
}

for (const { about, runs, expected } of vectors.cases as unknown as Case[]) {
  test(`as Python averages replicates: ${about}`, () => {
    const { table, score } = runsOf(runs);
    const groups = groupRows(table, [table.column("fingerprint") as Column], table.rows);
    assert.deepEqual(groups.map((group) => group.labels[0]).sort(), Object.keys(expected).sort());
    for (const group of groups) {
      assert.equal(group.configurations, 1);
      const found = aggregate(table, score, group.rows);
      const wanted = expected[group.labels[0] as string] as Expected | null;
      if (wanted === null || found === null) {
        assert.equal(found, wanted);
        continue;
      }
      assert.equal(found.n, wanted.n);
      near(found.mean, wanted.mean, "mean");
      near(found.low, wanted.low, "low");
      near(found.high, wanted.high, "high");
    }
  });
}

for (const { about, runs, expected } of vectors.bands as unknown as Banded[]) {
  test(`bands follow the rule of the rows: ${about}`, () => {
    const { table } = runsOf(runs.map((run) => ({ ...run, value: 1 })));
    const members = Facts.of(table).membersOf(table.rows, "acc");
    const points = members.map(({ row, seed }) => ({ x: runs[row]!.x, y: runs[row]!.y.map(Number), seed }));
    const [range, ci] = [bundle(points, "range", true), bundle(points, "ci", true)];
    assert.deepEqual(
      [...ci.x],
      expected.map(({ x }) => x),
    );
    expected.forEach((wanted, index) => {
      assert.equal(ci.n[index], wanted.n);
      near(ci.y[index]!, wanted.mean, "mean");
      near(ci.low[index]!, wanted.low ?? wanted.mean, "low");
      near(ci.high[index]!, wanted.high ?? wanted.mean, "high");
      near(range.low[index]!, wanted.min, "min");
      near(range.high[index]!, wanted.max, "max");
      near(range.y[index]!, wanted.mean, "mean");
    });
  });
}

test("groups are told apart by what was logged, and have keys that a link can hold", () => {
  const value = column("params.k", [1, "1", null, null, true, "*", "a~b", "a", "'", "", 1], {
    text: ["1", "1", "–", "null", "true", "*", "a~b", "a", "'", "", "1"],
  });
  const other = column("params.l", ["", "", "", "", "", "", "", "b~", "", "", ""], { kind: "text" });
  const table = tableOf(slugsOf(11), [value, other]);
  const groups = groupRows(table, [value], table.rows);
  assert.deepEqual(
    groups.map(({ rows }) => rows.length),
    [2, 1, 1, 1, 1, 1, 1, 1, 1, 1],
  );
  assert.deepEqual(
    groups.map(({ key }) => key),
    ["=1", "1", "=none", "=null", "=true", "'*", "a%7Eb", "a", "''", "'"],
  );
  const both = groupRows(table, [value, other], table.rows).map(({ key }) => key);
  assert.equal(new Set(both).size, 10);
  const back = [...table.rows].reverse();
  assert.deepEqual(
    new Set(groupRows(table, [value], back).map(({ key }) => key)),
    new Set(groups.map(({ key }) => key)),
    "whatever the order",
  );
});

test("a group of any size is averaged", () => {
  const many = Array.from({ length: 200_000 }, (_, row) => row % 5);
  assert.equal(meanCi(many)?.mean, 2);
});

test("quantiles of t", () => {
  for (const [degrees, value] of vectors.quantiles as [number, number][])
    near(tQuantile(degrees), value, `t of ${degrees}`, 1e-7);
});

test("a group of several configurations says so, and does not take their seeds for repeats", () => {
  const runs = [
    { fingerprint: "a", seed: 1, status: "finished", scored: false, value: 1 },
    { fingerprint: "b", seed: 1, status: "finished", scored: false, value: 3 },
  ];
  const { table, score } = runsOf(runs);
  const [group] = groupRows(table, [table.column("status") as Column], table.rows);
  assert.equal(group?.configurations, 2);
  assert.deepEqual(aggregate(table, score, [0, 1]), { ...meanCi([1, 3]), min: 1, max: 3, left: 0 });
  assert.equal(common(table.column("seed") as Column, [0, 1]), "1");
  assert.equal(common(table.column("fingerprint") as Column, [0, 1]), "2 values");
});

test("what is not a metric is averaged over all runs", () => {
  const { table } = runsOf([
    { fingerprint: "a", seed: 1, status: "failed", scored: false, value: 1 },
    { fingerprint: "a", seed: 1, status: "finished", scored: false, value: 3 },
  ]);
  const hours = column("duration", [2, 4], { kind: "duration" });
  assert.equal(aggregate(table, hours, [0, 1])?.mean, 3);
  assert.equal(aggregate(table, table.column("status") as Column, [0, 1]), null);
});
