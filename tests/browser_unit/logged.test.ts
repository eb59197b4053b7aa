import assert from "node:assert/strict";
import { test } from "node:test";
import { fileName } from "../../templates/browser/src/core/files";
import { frameLabel, framesOf, nearestFrame } from "../../templates/browser/src/logged/frames";
import { localAddress } from "../../templates/browser/src/logged/media";
import { cellText, isNumeric, pickRows, rowsToCsv, shortCell } from "../../templates/browser/src/logged/rows";
import {
  accuracyOf,
  binsOf,
  curveSpans,
  hasPoint,
  rowShares,
  spanOf,
  ticksOf,
} from "../../templates/browser/src/logged/scales";

const at = (step: number | null, name = ""): { step: number | null; name: string } => ({ step, name });

test("what was logged at one step is one frame; steps ascend, those without one come first", () => {
  const frames = framesOf([at(10, "a"), at(0, "b"), at(10, "c"), at(null, "d"), at(null, "e")]);
  assert.deepEqual(
    frames.map(({ step, entries }) => [step, entries.map(({ name }) => name).join("")]),
    [
      [null, "d"],
      [null, "e"],
      [0, "b"],
      [10, "ac"],
    ],
  );
  assert.deepEqual(framesOf([]), []);
});

test("the nearest step, the earlier of two; frames without a step are never near", () => {
  const frames = framesOf([at(null), at(0), at(10), at(20)]);
  assert.deepEqual(
    [-5, 4, 5, 6, 15, 99].map((step) => frames[nearestFrame(frames, step)]?.step),
    [0, 0, 0, 10, 10, 20],
  );
  assert.equal(nearestFrame(framesOf([at(null)]), 3), -1);
});

test("a frame says which it is", () => {
  assert.equal(frameLabel(framesOf([at(5), at(120)]), 1), "step 120 · 2 of 2");
  assert.equal(frameLabel(framesOf([at(5)]), 0), "step 5");
  assert.equal(frameLabel(framesOf([at(null)]), 0), "");
  assert.equal(frameLabel(framesOf([at(null), at(null)]), 0), "no step · 1 of 2");
});

test("addresses stay on this site", () => {
  const page = "https://site.example/runs/a.html";
  assert.equal(localAddress("../media/a/0.png", page), "https://site.example/media/a/0.png");
  for (const href of [
    "https://evil.example/x.png",
    "javascript:alert(1)",
    "//evil.example/x",
    "data:text/html,x",
    "http://[",
  ])
    assert.equal(localAddress(href, page), "", href);
  assert.equal(localAddress("../media/0.png", "file:///r/runs/a.html"), "file:///r/media/0.png");
});

const rows = [
  [1, "cat", 0.5],
  [2, "Dog", "NaN"],
  [3, null, -1e-7],
];

test("rows are filtered by all words and sorted with NaN and missing last", () => {
  assert.deepEqual(pickRows(rows, "dog 2", null), [1]);
  assert.deepEqual(pickRows(rows, "", { column: 2, descending: true }), [0, 2, 1]);
  assert.deepEqual(pickRows(rows, "", { column: 1, descending: false }), [0, 1, 2]);
  assert.deepEqual(
    [0, 1, 2].map((column) => isNumeric(rows, column)),
    [true, false, true],
  );
  assert.ok(!isNumeric([[null]], 0));
});

test("cells: short for the eye, whole in the CSV", () => {
  assert.equal(shortCell(0.1234567890123), "0.123457");
  assert.equal(cellText(0.1234567890123), "0.1234567890123");
  assert.equal(shortCell(true), "true");
  assert.equal(rowsToCsv(["a,b", "c"], [[1, "=x"], [0.1234567890123]]), '"a,b",c\r\n1,\'=x\r\n0.1234567890123,\r\n');
});

test("bins that cannot be drawn are left out", () => {
  assert.deepEqual(binsOf({ step: 0, edges: [0, 1, "Infinity"], counts: [5, 3] }), [{ from: 0, to: 1, count: 5 }]);
  assert.deepEqual(binsOf({ step: 0, edges: [1, 0], counts: [5] }), []);
  assert.deepEqual(spanOf([NaN, 2, 2]), { min: 1.5, max: 2.5 });
  assert.equal(spanOf([NaN]), null);
});

test("bins as wide as doubles reach have a size", () => {
  const bins = binsOf({ step: 0, edges: [-1.7e308, 0, 1.7e308], counts: [1, 2] });
  assert.deepEqual(bins, [
    { from: -1.7e308, to: 0, count: 1 },
    { from: 0, to: 1.7e308, count: 2 },
  ]);
  assert.deepEqual(ticksOf({ min: -1.7e308, max: 1.7e308 }, 4).at, [-1e308, 0, 1e308]);
  const [edge, next] = [0.1, 0.1 + 2 ** -56];
  assert.deepEqual(spanOf([edge, next], true), { min: edge, max: next }, "edges are edges");
  assert.deepEqual(spanOf([edge, next]), { min: -0.4, max: 0.6 }, "points are noise");
});

test("counts whose sum is no number have shares", () => {
  assert.deepEqual(rowShares([[1.7e308, 1.7e308]]), [[0.5, 0.5]]);
  assert.equal(
    accuracyOf([
      [1e308, 0],
      [0, 1e308],
    ]),
    1,
  );
});

test("curves of a known kind lie between 0 and 1, others where their points are", () => {
  const entry = (
    x: (number | string)[],
    y: number[],
  ): { step: null; lines: { name: string; x: (number | string)[]; y: number[] }[] } => ({
    step: null,
    lines: [{ name: "", x, y }],
  });
  assert.deepEqual(curveSpans("roc", [entry([0.2, 0.4], [0.1, "NaN" as unknown as number])]), {
    x: { min: 0, max: 1 },
    y: { min: 0, max: 1 },
  });
  assert.deepEqual(curveSpans("", [entry([5, 10], [-1, 1])]), { x: { min: 5, max: 10 }, y: { min: -1, max: 1 } });
  assert.deepEqual(curveSpans("pr", [entry([0, 3], [0, 1])]).x, { min: 0, max: 3 }, "no point is cut off");
  assert.deepEqual(ticksOf({ min: 0, max: 1 }, 5), { at: [0, 0.2, 0.4, 0.6, 0.8, 1], step: 0.2 });
});

test("shares of rows; a row without counts has none", () => {
  assert.deepEqual(
    rowShares([
      [1, 3],
      [0, 0],
    ]),
    [
      [0.25, 0.75],
      [NaN, NaN],
    ],
  );
  assert.equal(
    accuracyOf([
      [3, 1],
      [1, 5],
    ]),
    0.8,
  );
  assert.ok(Number.isNaN(accuracyOf([[0]])));
});

test("names of saved files hold no folders", () => {
  assert.equal(fileName("train/loss", "csv"), "train-loss.csv");
  assert.equal(fileName("../../etc", "csv"), "etc.csv");
  assert.equal(fileName("///", "png"), "chart.png");
});

test("a curve has a point where both numbers are finite", () => {
  const curve = (x: (number | string)[], y: (number | string)[]): Parameters<typeof hasPoint>[0] =>
    ({ step: 0, lines: [{ name: "", x, y }] }) as Parameters<typeof hasPoint>[0];
  assert.ok(hasPoint(curve([0, 1], ["NaN", 2])));
  assert.ok(!hasPoint(curve([0, "NaN"], ["NaN", 2])));
});
