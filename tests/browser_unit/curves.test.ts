import assert from "node:assert/strict";
import { test } from "node:test";

import { csvCell, curvesToCsv, shortest } from "../../templates/browser/src/plot/csv";
import { Curves, decodeGrid, decodeValues } from "../../templates/browser/src/plot/curves";
import { marksNote, marksOf } from "../../templates/browser/src/plot/marks";
import { smooth } from "../../templates/browser/src/plot/smooth";

const f4 = (values: number[]): string => Buffer.from(Float32Array.from(values).buffer).toString("base64");

test("grids and values are decoded as Python wrote them", () => {
  assert.deepEqual([...decodeGrid({ start: 10, stride: 5, n: 3 })], [10, 15, 20]);
  assert.deepEqual([...decodeGrid({ n: 2, values: [1, 7] })], [1, 7]);
  const decoded = decodeValues({ metric: "m", grid: 0, n: 4, f4: f4([0.5, NaN, Infinity, -2]) });
  assert.deepEqual([...decoded], [0.5, NaN, Infinity, -2]);
  assert.deepEqual([...decodeValues({ metric: "m", grid: 0, values: [1, "NaN", "-Infinity", null] })], [1, NaN, -Infinity, NaN]);
  assert.deepEqual([...decodeValues({ metric: "m", grid: 0, levels: [0.1, "NaN"], counts: [2, 1] })], [0.1, 0.1, NaN]);
});

test("curves of one grid share its steps", () => {
  const curves = new Curves({
    grids: [{ start: 0, stride: 1, n: 3 }],
    series: [
      { metric: "a", grid: 0, values: [1, 2, 3] },
      { metric: "b", grid: 0, values: [4, 5, 6] },
    ],
  });
  assert.deepEqual(curves.metrics, ["a", "b"]);
  assert.equal((curves.curve("a")?.x as Float64Array).buffer, (curves.curve("b")?.x as Float64Array).buffer);
  assert.equal(curves.curve("missing"), undefined);
});

test("a damaged script with fewer steps than values draws what it can", () => {
  const curves = new Curves({ grids: [{ start: 0, stride: 1, n: 2 }], series: [{ metric: "a", grid: 0, values: [1, 2, 3] }, { metric: "b", grid: 9, values: [1] }] });
  assert.equal(curves.curve("a")?.y.length, 2);
  assert.equal(curves.curve("b")?.x.length, 0);
});

test("smoothing is debiased: a constant stays what it is, the first value is the first value", () => {
  for (const value of smooth([5, 5, 5, 5], 0.9)) assert.ok(Math.abs(value - 5) < 1e-12);
  assert.equal(smooth([3, 100], 0.99)[0], 3);
  assert.deepEqual([...smooth([1, 2, 3], 0)], [1, 2, 3]);
});

test("smoothing by hand: weight 0.5 over 0, 3", () => {
  // average = 0.5 * 3 = 1.5, debiased by 0.75
  assert.deepEqual([...smooth([0, 3], 0.5)], [0, 2]);
});

test("what is not finite does not poison the average", () => {
  const smoothed = smooth([1, NaN, 1, Infinity, 1], 0.9);
  assert.ok(Number.isNaN(smoothed[1]));
  assert.equal(smoothed[3], Infinity);
  assert.ok(Math.abs((smoothed[4] as number) - 1) < 1e-12);
});

test("marks stand where no line can pass", () => {
  const marks = marksOf({ x: [0, 1, 2, 3], y: [NaN, 1, Infinity, -Infinity] });
  assert.deepEqual(marks, [{ x: 0, kind: "nan" }, { x: 2, kind: "up" }, { x: 3, kind: "down" }]);
  assert.equal(marksNote(marks), "1 × NaN, 1 × +∞, 1 × −∞");
  assert.equal(marksNote([]), "");
  assert.deepEqual(marksOf({ x: [0, 1, 2], y: [0, -1, 1] }, true), [{ x: 0, kind: "low" }, { x: 1, kind: "low" }]);
});

test("CSV: shortest digits of single precision, quoted, formulas disarmed", () => {
  assert.equal(shortest(Math.fround(0.1)), "0.1");
  assert.equal(shortest(16777217), "16777217");
  assert.equal(shortest(0.1), "0.1");
  assert.equal(shortest(NaN), "NaN");
  assert.equal(csvCell('a,"b"'), '"a,""b"""');
  assert.equal(csvCell("=1+1"), "'=1+1");
  assert.equal(csvCell("-5"), "-5");
  const curves = new Curves({ grids: [{ start: 0, stride: 2, n: 2 }], series: [{ metric: "a", grid: 0, n: 2, f4: f4([0.1, NaN]) }] });
  assert.equal(curvesToCsv(curves), "metric,step,value\r\na,0,0.1\r\na,2,NaN\r\n");
});
