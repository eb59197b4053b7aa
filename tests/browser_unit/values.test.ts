import assert from "node:assert/strict";
import { test } from "node:test";

import { joinList, readHash, splitList, writeHash } from "../../templates/browser/src/core/hash";
import { compact, ticks } from "../../templates/browser/src/core/numbers";
import { asNumber, sortRows } from "../../templates/browser/src/core/order";
import type { Raw } from "../../templates/browser/src/core/shapes/runs";

const rows = (values: readonly Raw[]): number[] => [...values.keys()];
const sorted = (values: readonly Raw[], descending = false): Raw[] =>
  sortRows(rows(values), values, descending).map((row) => values[row] as Raw);

test("numbers sort as numbers, infinities at the ends, NaN after, missing last", () => {
  const values = [10, null, "NaN", 9, "Infinity", -1, "-Infinity"];
  assert.deepEqual(sorted(values), ["-Infinity", -1, 9, 10, "Infinity", "NaN", null]);
});

test("turning the order round leaves NaN and missing at the end", () => {
  assert.deepEqual(sorted([1, null, "NaN", 3, 2], true), [3, 2, 1, "NaN", null]);
});

test("texts sort with the numbers inside them, and after the numbers of a mixed column", () => {
  assert.deepEqual(sorted(["run-10", "run-9", "Run-1"]), ["Run-1", "run-9", "run-10"]);
  assert.deepEqual(sorted(["b", 2, "a", 1]), [1, 2, "a", "b"]);
});

test("equal values keep their order in both directions", () => {
  const values = [1, 0, 1, 0];
  assert.deepEqual(sortRows(rows(values), values, false), [1, 3, 0, 2]);
  assert.deepEqual(sortRows(rows(values), values, true), [0, 2, 1, 3]);
});

test("only some rows can be sorted", () => {
  assert.deepEqual(sortRows([3, 1], [4, 3, 2, 1], false), [3, 1]);
});

test("non-finite strings are numbers, other texts are not", () => {
  assert.equal(asNumber("Infinity"), Infinity);
  assert.ok(Number.isNaN(asNumber("NaN")));
  assert.equal(asNumber("12"), undefined);
});

test("a hash is what it was written from", () => {
  const state: [string, string][] = [
    ["q", 'lr<=1e-3 tag:"a b" & more=#1'],
    ["cols", joinList(["a,b", "50%", "c/d"])],
    ["empty", ""],
  ];
  const hash = writeHash(state);
  const read = readHash(hash);
  assert.equal(read.get("q"), state[0]?.[1]);
  assert.deepEqual(splitList(read.get("cols") as string), ["a,b", "50%", "c/d"]);
  assert.ok(!read.has("empty"), "defaults are left out");
  assert.equal(writeHash([]), "");
});

test("slugs stay readable in a link", () => {
  assert.equal(writeHash([["runs", joinList(["a-1", "b-2"])]]), "#runs=a-1,b-2");
});

test("a damaged hash is read as far as it goes", () => {
  const read = readHash("#runs=%00%zz,,nobody&all=7&&=x&novalue");
  assert.equal(read.get("all"), "7");
  assert.equal(read.get("runs"), "%00%zz,,nobody");
  assert.equal(read.size, 2);
});

test("numbers under the cursor have no float noise", () => {
  const cases: [number, string][] = [
    [0.1 + 0.2, "0.3"],
    [0, "0"],
    [-0.5, "−0.5"],
    [1234567, "1234567"],
    [0.000012345, "1.2345e-5"],
    [3e12, "3e12"],
    [123456.789, "123457"],
    [NaN, "NaN"],
    [-Infinity, "−∞"],
  ];
  for (const [value, text] of cases) assert.equal(compact(value), text);
});

test("ticks tell neighbours apart", () => {
  assert.deepEqual(ticks([0, 0.05, 0.1], 0.05), ["0", "0.05", "0.10"]);
  assert.deepEqual(ticks([0, 0.025, 0.05], 0.025), ["0", "0.025", "0.050"]);
  assert.deepEqual(ticks([0, 2500, 5000], 2500), ["0", "2.5k", "5.0k"]);
  assert.deepEqual(ticks([1e-4, 1.5e-4, 2e-4], 5e-5), ["1e-4", "1.5e-4", "2e-4"]);
  assert.deepEqual(ticks([0.4801, 0.4801005], 5e-7), ["0.4801000", "0.4801005"], "steps below a millionth");
  assert.deepEqual(ticks([1e-4, 1.25e-4], 2.5e-5), ["1e-4", "1.25e-4"]);
  assert.deepEqual(ticks([0, 50_000, 100_000], 50_000), ["0", "50k", "100k"]);
  assert.deepEqual(ticks([0, 2e6], 2e6), ["0", "2M"]);
  assert.deepEqual(ticks([6.5e6, 7e6], 5e5), ["6.5M", "7.0M"]);
  assert.deepEqual(ticks([-1, 0, 1], 1), ["−1", "0", "1"]);
  for (const [values, step] of [
    [[1e-5, 2e-5, 3e-5], 1e-5],
    [[1e10, 1.5e10], 5e9],
  ] as [number[], number][]) {
    assert.equal(new Set(ticks(values, step)).size, values.length);
  }
});
