import assert from "node:assert/strict";
import { test } from "node:test";

import { csvCell, Curves, curvesToCsv, decodeGrid, decodeValues, shortest } from "../../templates/browser/src/plot/curves";
import { marksNote, marksOf } from "../../templates/browser/src/plot/marks";
import { mergeCurves, nearestPoint } from "../../templates/browser/src/plot/merge";
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

test("merging keeps every point, repeated steps too", () => {
  const { x, ys } = mergeCurves([
    { x: [0, 1, 1, 3], y: [10, 11, 12, 13] },
    { x: [1, 2], y: [21, NaN] },
  ]);
  assert.deepEqual(x, [0, 1, 1, 2, 3]);
  assert.deepEqual(ys[0], [10, 11, 12, undefined, 13]);
  assert.deepEqual(ys[1], [undefined, 21, undefined, null, undefined]);
});

test("merging equal steps is a copy, and nothing is nothing", () => {
  assert.deepEqual(mergeCurves([{ x: [1, 2], y: [3, Infinity] }]), { x: [1, 2], ys: [[3, null]] });
  assert.deepEqual(mergeCurves([]), { x: [], ys: [] });
});

test("random curves come out of a merge as they went in", () => {
  let seed = 7;
  const random = (n: number): number => (seed = (seed * 48271) % 2147483647) % n;
  for (let trial = 0; trial < 200; trial += 1) {
    const curves = Array.from({ length: 1 + random(4) }, () => {
      const x = Array.from({ length: random(8) }, () => random(6)).sort((a, b) => a - b);
      return { x, y: x.map(() => random(1000)) };
    });
    const { x, ys } = mergeCurves(curves);
    assert.deepEqual(x, [...x].sort((a, b) => a - b));
    curves.forEach((curve, index) => {
      const kept = x.flatMap((step, at) => (ys[index]?.[at] === undefined ? [] : [[step, ys[index]?.[at]]]));
      assert.deepEqual(kept, curve.x.map((step, at) => [step, curve.y[at]]));
    });
  }
});

test("the nearest point of a curve with gaps", () => {
  const x = [0, 1, 2, 10];
  const cells = [5, undefined, undefined, 7];
  assert.equal(nearestPoint(cells, x, 1), 0);
  assert.equal(nearestPoint(cells, x, 2), 0);
  assert.equal(nearestPoint([5, undefined, undefined, 7], [0, 8, 9, 10], 2), 3);
  assert.equal(nearestPoint([null, 1], [0, 1], 0), 0, "a NaN is a point");
  assert.equal(nearestPoint([undefined, undefined], [0, 1], 1), 1);
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
