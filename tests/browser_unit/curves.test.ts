import assert from "node:assert/strict";
import { test } from "node:test";
import { csvCell } from "../../templates/browser/src/core/csv";
import type { CurvesData } from "../../templates/browser/src/core/shapes/curves";
import { moved } from "../../templates/browser/src/plot/axis";
import { curvesToCsv, shortest } from "../../templates/browser/src/plot/csv";
import { Curves, decodeGrid, decodeValues } from "../../templates/browser/src/plot/curves";
import { marksNote, marksOf } from "../../templates/browser/src/plot/marks";
import { smooth } from "../../templates/browser/src/plot/smooth";
import { envelope } from "../../templates/browser/src/plot/view";
import sent from "../vectors/curves.json";
import envelopes from "../vectors/envelope.json";
import smoothing from "../vectors/smoothing.json";

const f4 = (values: number[]): string => Buffer.from(Float32Array.from(values).buffer).toString("base64");

test("grids and values are decoded as Python wrote them", () => {
  assert.deepEqual([...decodeGrid({ start: 10, stride: 5, n: 3 })], [10, 15, 20]);
  assert.deepEqual([...decodeGrid({ n: 2, values: [1, 7] })], [1, 7]);
  const decoded = decodeValues({ metric: "m", grid: 0, n: 4, f4: f4([0.5, NaN, Infinity, -2]) });
  assert.deepEqual([...decoded], [0.5, NaN, Infinity, -2]);
  assert.deepEqual(
    [...decodeValues({ metric: "m", grid: 0, values: [1, "NaN", "-Infinity", null] })],
    [1, NaN, -Infinity, NaN],
  );
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
  const curves = new Curves({
    grids: [{ start: 0, stride: 1, n: 2 }],
    series: [
      { metric: "a", grid: 0, values: [1, 2, 3] },
      { metric: "b", grid: 9, values: [1] },
    ],
  });
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
  assert.deepEqual(marks, [
    { x: 0, kind: "nan" },
    { x: 2, kind: "up" },
    { x: 3, kind: "down" },
  ]);
  assert.equal(marksNote(marks), "1 × NaN, 1 × +∞, 1 × −∞");
  assert.equal(marksNote([]), "");
  assert.deepEqual(marksOf({ x: [0, 1, 2], y: [0, -1, 1] }, true), [
    { x: 0, kind: "low" },
    { x: 1, kind: "low" },
  ]);
});

test("CSV: shortest digits of single precision, quoted, formulas disarmed", () => {
  assert.equal(shortest(Math.fround(0.1)), "0.1");
  assert.equal(shortest(16777217), "16777217");
  assert.equal(shortest(0.1), "0.1");
  assert.equal(shortest(NaN), "NaN");
  assert.equal(csvCell('a,"b"'), '"a,""b"""');
  assert.equal(csvCell("=1+1"), "'=1+1");
  assert.equal(csvCell("-5"), "-5");
  const curves = new Curves({
    grids: [{ start: 0, stride: 2, n: 2 }],
    series: [{ metric: "a", grid: 0, n: 2, f4: f4([0.1, NaN]) }],
  });
  assert.equal(curvesToCsv(curves), "metric,step,value\r\na,0,0.1\r\na,2,NaN\r\n");
});

const number = (raw: number | string): number => Number(raw);
const same = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));

for (const { about, weight, y, expected } of smoothing.cases as {
  about: string;
  weight: number;
  y: (number | string)[];
  expected: (number | string)[];
}[]) {
  test(`smoothed by ${weight}: ${about}`, () => {
    const found = [...smooth(y.map(number), weight)];
    const most = Math.max(0, ...y.map(number).filter(Number.isFinite).map(Math.abs));
    // Sums of values that cancel each other are as good as their largest part.
    found.forEach((value, index) =>
      assert.ok(
        same(value, number(expected[index] as number | string)) ||
          Math.abs(value - number(expected[index] as number | string)) <= 1e-13 * most + 5e-324,
        `${value} is not ${expected[index]}`,
      ),
    );
    assert.equal(found.length, expected.length);
  });
}

type Point = [number, number | string];

for (const { about, x, y, buckets, sorted, points, extremes } of envelopes.cases as {
  about: string;
  x: number[];
  y: (number | string)[];
  buckets: number;
  sorted: Point[];
  points: Point[];
  extremes: [number, number, number, number][];
}[]) {
  test(`thinned: ${about}`, () => {
    const curve = moved({ x, y: y.map(number) }, x);
    const key = ([at, value]: Point): string => `${at} ${number(value)}`;
    const all = Array.from(curve.x, (at, index) => key([at, curve.y[index] as number]));
    assert.deepEqual(all, sorted.map(key), "in the order of x, equal ones as they were logged");
    const seen = envelope(curve, curve.x[0] ?? 0, curve.x[curve.x.length - 1] ?? 1, buckets);
    const left = Array.from(seen.x, (at, index) => key([at, seen.y[index] as number]));
    let place = -1;
    for (const point of left) {
      place = all.indexOf(point, place + 1);
      assert.ok(place >= 0, `${point} is a point of the curve, in its order`);
    }
    assert.ok(left.length <= Math.max(5 * (buckets + 1), 4 * buckets));
    for (const point of points) assert.ok(left.includes(key(point)), `${point} is kept`);
    for (const [first, last, low, high] of extremes) {
      const inside = Array.from(seen.y).filter(
        (value, index) =>
          (seen.x[index] as number) >= first && (seen.x[index] as number) <= last && Number.isFinite(value),
      );
      assert.deepEqual([Math.min(...inside), Math.max(...inside)], [low, high]);
    }
  });
}

for (const { about, x, y, seconds, data } of sent.cases as unknown as {
  about: string;
  x: number[];
  y: (number | string)[];
  seconds: number[];
  data: CurvesData;
}[]) {
  test(`a data script as Python writes it: ${about}`, () => {
    const curves = new Curves(data);
    const curve = curves.curve("m");
    assert.deepEqual(Array.from(curve?.x ?? []), x);
    const single = "f4" in (data.series[0] as object);
    assert.deepEqual(
      Array.from(curve?.y ?? []),
      y.map((value) => (single ? Math.fround(number(value)) : number(value))),
    );
    const over = curves.over("m", "relative");
    const inTime = [...seconds].sort((a, b) => a - b);
    assert.deepEqual(Array.from(over?.x ?? []), inTime);
  });
}
