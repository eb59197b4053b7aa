import assert from "node:assert/strict";
import { test } from "node:test";

import { mergeHash, readHash } from "../../templates/browser/src/core/hash";
import { ticks } from "../../templates/browser/src/core/numbers";
import {
  evenSplits,
  isFlat,
  placer,
  QUARTERS,
  roundStep,
  stepOf,
  valueAt,
} from "../../templates/browser/src/core/spans";
import { isAxis, isEpochLike, metricAxis, moved, sortAxes, valuesAt } from "../../templates/browser/src/plot/axis";
import { bandParts, outline } from "../../templates/browser/src/plot/band";
import { chartToCsv } from "../../templates/browser/src/plot/csv";
import { Curves } from "../../templates/browser/src/plot/curves";
import { type LineSource, Model } from "../../templates/browser/src/plot/model";
import { airY, logSplits, spreadX, stepSplits, timeSplits } from "../../templates/browser/src/plot/ranges";
import { DEFAULTS, formatSettings, parseSettings } from "../../templates/browser/src/plot/state";
import { drag, magnify, shift } from "../../templates/browser/src/plot/stretch";
import { escapeXml, svgText } from "../../templates/browser/src/plot/svg";
import { duration, moment, momentTicks } from "../../templates/browser/src/plot/time";
import { trace } from "../../templates/browser/src/plot/trace";
import {
  countBeyond,
  envelope,
  extentX,
  extentY,
  heightAt,
  nearestIndex,
  percentilesY,
} from "../../templates/browser/src/plot/view";

const range = (n: number): number[] => Array.from({ length: n }, (_, index) => index);
const none = ({ x }: { x: ArrayLike<number> }): boolean => x.length === 0;

test("an envelope keeps every spike, the ends and the gaps, in a few points per column", () => {
  const y = range(100_000).map((index) => Math.sin(index / 500));
  y[33_333] = 50;
  y[77_777] = -50;
  y[50_000] = NaN;
  const seen = envelope({ x: range(100_000), y }, 0, 99_999, 300);
  assert.ok(seen.x.length <= 300 * 5 + 5, String(seen.x.length));
  const at = (x: number): number => seen.y[Array.from(seen.x).indexOf(x)] as number;
  assert.equal(at(33_333), 50);
  assert.equal(at(77_777), -50);
  assert.ok(Number.isNaN(at(50_000)));
  assert.equal(seen.x[0], 0);
  assert.equal(seen.x[seen.x.length - 1], 99_999);
  assert.deepEqual(
    Array.from(seen.x),
    Array.from(seen.x).sort((a, b) => a - b),
  );
});

test("zoomed in, an envelope is the data itself with a neighbour on either side", () => {
  const curve = { x: range(1000), y: range(1000).map((index) => index * 2) };
  assert.deepEqual(Array.from(envelope(curve, 500, 503, 300).x), [499, 500, 501, 502, 503, 504]);
  assert.ok(none(envelope({ x: [], y: [] }, 0, 1, 10)));
});

test("random curves: each column keeps its lowest and highest value", () => {
  let seed = 11;
  const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 50; trial += 1) {
    const size = 200 + Math.floor(random() * 2000);
    const x = range(size)
      .map(() => Math.floor(random() * 500))
      .sort((a, b) => a - b);
    const y = x.map(() => random());
    const [min, max] = [x[0] as number, x[size - 1] as number];
    const buckets = 7;
    const seen = envelope({ x, y }, min, max, buckets);
    for (let column = 0; column < buckets; column += 1) {
      const inside = (at: number): boolean => Math.floor((at - min) / ((max - min) / buckets)) === column;
      const of = (curve: { x: ArrayLike<number>; y: ArrayLike<number> }): number[] =>
        Array.from(curve.y).filter((_, index) => inside(curve.x[index] as number));
      if (of({ x, y }).length === 0) continue;
      assert.equal(Math.max(...of(seen)), Math.max(...of({ x, y })));
      assert.equal(Math.min(...of(seen)), Math.min(...of({ x, y })));
    }
  }
});

test("extents: of what is in view, finite, and positive where a log axis asks", () => {
  const curve = { x: [0, 1, 2, 3], y: [-1, 5, NaN, 100] };
  assert.deepEqual(extentY([curve], 0, 2), [-1, 5]);
  assert.deepEqual(extentY([curve], 0, 3, true), [5, 100]);
  assert.equal(extentY([{ x: [0], y: [NaN] }], 0, 1), null);
  assert.deepEqual(extentX([curve], true), [1, 3]);
  assert.equal(extentX([{ x: [-1, 0], y: [1, 1] }], true), null);
});

test("percentiles clip outliers, and what lies beyond is counted", () => {
  const y = range(1000).map((index) => index / 10);
  y[500] = 1e9;
  const curve = { x: range(1000), y };
  const clipped = percentilesY([curve], 0, 999, 1, 99) as [number, number];
  assert.deepEqual(clipped, [1, 99]);
  assert.equal(countBeyond([curve], 0, 999, clipped), 10 + 9 + 1);
  assert.equal(percentilesY([], 0, 1, 1, 99), null);
});

test("nearest point and height of a line", () => {
  const curve = { x: [0, 10, 20], y: [0, 1, NaN] };
  assert.deepEqual(
    [-5, 4, 6, 14, 99].map((x) => nearestIndex(curve.x, x)),
    [0, 0, 1, 1, 2],
  );
  assert.equal(nearestIndex([], 1), -1);
  assert.equal(heightAt(curve, 5), 0.5);
  assert.ok(Number.isNaN(heightAt(curve, 15)));
  assert.ok(Number.isNaN(heightAt(curve, -1)));
  assert.equal(heightAt(curve, 10), 1);
});

test("x of another metric: exact where logged, between its neighbours otherwise, nothing outside", () => {
  const epoch = { x: [10, 20, 20, 30], y: [1, 2, 2.5, 3] };
  assert.deepEqual([...valuesAt(epoch, [5, 10, 15, 20, 25, 30, 31])], [NaN, 1, 1.5, 2.5, 2.75, 3, NaN]);
});

test("a curve over other x loses only points without one, and is in order again", () => {
  const curve = moved({ x: [0, 1, 2, 3], y: [10, 11, 12, 13] }, [5, NaN, 1, 5]);
  assert.deepEqual([...(curve.x as Float64Array)], [1, 5, 5]);
  assert.deepEqual([...(curve.y as Float64Array)], [12, 10, 13]);
});

test("what can be an x axis: finite, never falling, not constant; likely names first", () => {
  assert.ok(isEpochLike({ x: [0, 1, 2], y: [0, 0, 1] }));
  for (const y of [[0, 1, 0.5], [1, 1], [0, NaN, 2], [3], []])
    assert.ok(!isEpochLike({ x: range(y.length), y }), String(y));
  assert.deepEqual(sortAxes(["acc", "epochal", "trainer/epoch", "num_tokens"]), [
    "trainer/epoch",
    "num_tokens",
    "acc",
    "epochal",
  ]);
  assert.ok(isAxis("m:step") && isAxis("wall") && !isAxis("m:") && !isAxis("nonsense"));
});

const data = {
  start: 1000,
  times: [{ at: [0, 3], s: [0, 30] }],
  grids: [{ start: 0, stride: 5, n: 4 }],
  series: [
    { metric: "loss", grid: 0, time: 0, step_metric: "epoch", values: [4, 3, 2, 1] },
    { metric: "epoch", grid: 0, time: 0, values: [0, 0, 1, 1] },
    { metric: "old", grid: 0, values: [1, 2, 1, 2] },
  ],
};

test("curves over epoch, relative and wall time", () => {
  const curves = new Curves(data);
  assert.deepEqual(curves.axes(), ["relative", "wall", "m:epoch"]);
  assert.equal(curves.defaultAxis("loss"), "m:epoch");
  assert.equal(curves.defaultAxis("epoch"), "step");
  assert.deepEqual([...(curves.over("loss", "relative")?.x as Float64Array)], [0, 10, 20, 30]);
  assert.deepEqual([...(curves.over("loss", "wall")?.x as Float64Array)], [1000, 1010, 1020, 1030]);
  assert.deepEqual([...(curves.over("loss", "m:epoch")?.x as Float64Array)], [0, 0, 1, 1]);
  assert.equal(curves.over("old", "wall"), undefined, "no times, no curve over time");
  assert.equal(curves.over("loss", "m:nothing"), undefined);
});

const line = (id: string, x: number[], y: number[], axis?: string): LineSource => ({
  id,
  label: id,
  color: 0,
  curve: () => ({ x, y }),
  ...(axis ? { axis } : {}),
});

test("a model takes the axis that is set, else what its metric asks for", () => {
  const sources = [line("a", [0, 1], [1, 2], metricAxis("epoch"))];
  assert.equal(new Model(sources, DEFAULTS).axis, "m:epoch");
  assert.equal(new Model(sources, { ...DEFAULTS, axis: "wall" }).axis, "wall");
  assert.ok(!new Model(sources, { ...DEFAULTS, axis: "wall", logX: true }).logX, "moments have no log");
});

test("a zoom holds for its own axis alone", () => {
  const model = new Model([line("a", [0, 100], [1, 2])], DEFAULTS);
  assert.deepEqual(model.view({ axis: "step", min: 10, max: 20 }), [10, 20]);
  assert.deepEqual(model.view({ axis: "wall", min: 10, max: 20 }), [0, 100]);
  const log = new Model([line("a", [0, 1, 100], [1, 2, 3])], { ...DEFAULTS, logX: true });
  assert.deepEqual(log.view({ axis: "step", min: -5, max: 20 }), [1, 100], "a log axis cannot begin below zero");
  assert.match(log.note([1, 100]), /1 at x ≤ 0 left out/);
});

test("clipping says so and counts", () => {
  const y = range(200).map((index) => (index === 100 ? 1e6 : index % 10));
  const model = new Model([line("a", range(200), y)], { ...DEFAULTS, clip: true });
  const [, max] = model.rangeY([0, 199]);
  assert.ok(max < 20);
  assert.match(model.note([0, 199]), /1st to 99th percentile, 1 beyond/);
  assert.ok(!model.note([0, 50]).includes("beyond"), "of what is in view");
  assert.equal(new Model([line("a", range(200), y)], DEFAULTS).note([0, 199]), "");
});

test("where nothing has a place on the y axis, it says so in place of numbers", () => {
  const model = new Model([line("a", [0, 1, 2, 3], [NaN, Infinity, -1, NaN])], DEFAULTS);
  assert.ok(!model.blank([0, 3]) && model.blank([0, 1]) && model.blank([3, 3]));
  assert.equal(model.note([0, 3]), "2 × NaN, 1 × +∞");
  assert.equal(model.note([0, 1]), "no finite value in view · 2 × NaN, 1 × +∞");
  const log = new Model([line("a", [0, 1], [-1, 0])], { ...DEFAULTS, logY: true });
  assert.equal(log.note([0, 1]), "no positive value in view · 2 × ≤ 0 (log axis)");
  assert.equal(new Model([], DEFAULTS).note([0, 1]), "");
});

test("between two points the line that crosses the view gives the range of y", () => {
  const sparse = [line("a", [0, 500, 1000], [1, 2, 4])];
  const model = new Model(sparse, DEFAULTS);
  assert.deepEqual(extentY([{ x: [0, 500, 1000], y: [1, 2, 4] }], 625, 750), [2.5, 3]);
  assert.ok(!model.blank([600, 700]));
  const [low, high] = model.rangeY([600, 700]);
  assert.ok(low > 2.3 && low < 2.4 && high > 2.8 && high < 2.9, `${low} to ${high}`);
  assert.deepEqual(
    [model.note([600, 700]), model.note([2000, 3000]), model.note([-9, -1])],
    ["", "nothing logged in view", "nothing logged in view"],
  );
  assert.deepEqual(
    extentY([{ x: [0, 500, 1000], y: [1, 2, 4] }], 250, 625),
    [1.5, 2.5],
    "lines leave the view in sight",
  );
  const clipped = new Model(sparse, { ...DEFAULTS, clip: true }).rangeY([600, 700]);
  assert.ok(clipped[0] > 2.3 && clipped[1] < 2.9);
  const log = extentY([{ x: [1, 100], y: [1, 100] }], 10, 10, true, true) ?? [0, 0];
  assert.ok(Math.abs(log[0] - 10) < 1e-9, "straight on log axes");
  const half = extentY([{ x: [0, 2], y: [1, 100] }], 1, 1, true) ?? [0, 0];
  assert.ok(Math.abs(half[0] - 10) < 1e-9);
  assert.equal(extentY([{ x: [0, 10], y: [NaN, 1] }], 4, 5), null, "no line at a gap");
  assert.equal(extentY([{ x: [0, 10], y: [-1, 1] }], 4, 5, true), null);
  assert.deepEqual(extentY([{ x: [0, 2], y: [-1.7e308, 1.7e308] }], 1, 1), [0, 0]);
});

test("a mean of fewer values than elsewhere says so", () => {
  const mean = (id: string, from: number): LineSource => ({
    ...line(id, [0, 10, 20], [1, 2, 3]),
    counts: (_, [min]) => (min < from ? [2, 5] : null),
  });
  assert.equal(new Model([mean("a", 5)], DEFAULTS).note([0, 20]), "n from 2 to 5 along the mean");
  assert.equal(new Model([mean("a", 5)], DEFAULTS).note([10, 20]), "");
  assert.equal(
    new Model([mean("a", 5), mean("b", 5), line("c", [0], [1])], DEFAULTS).note([0, 20]),
    "n changes along 2 of 3 lines",
  );
});

test("bands count for the range of y where they are drawn: not those of grey lines among many", () => {
  const wide = (id: string): LineSource => ({
    ...line(id, [0, 10], [1, 2]),
    band: () => ({ x: [0, 10], low: [-50, -50], high: [50, 50] }),
  });
  const lines = range(11).map((at) => wide(`l${at}`));
  const nobody = { pinned: new Set<string>(), best: "" };
  assert.ok(new Model(lines.slice(1), DEFAULTS, nobody).rangeY([0, 10])[1] > 50, "few lines have bands");
  const [low, high] = new Model(lines, DEFAULTS, nobody).rangeY([0, 10]);
  assert.ok(low > 0.5 && high < 2.5, `${low} to ${high}`);
  assert.ok(new Model(lines, DEFAULTS, { ...nobody, best: "l3" }).rangeY([0, 10])[1] > 50);
  assert.ok(new Model(lines, DEFAULTS, { ...nobody, pinned: new Set(["l4"]) }).rangeY([0, 10])[1] > 50);
});

test("the nearest line, and the points under a cursor", () => {
  const model = new Model(
    [line("a", [0, 10], [0, 0]), line("b", [0, 10], [10, 10]), line("c", [50, 60], [5, 5])],
    DEFAULTS,
  );
  assert.equal(
    model.nearest(5, 3, (height) => Math.abs(height - 9)),
    "b",
  );
  assert.equal(
    model.nearest(5, 3, (height) => Math.abs(height - 5)),
    "",
  );
  assert.deepEqual(
    model.items(4, 2).map(({ id, x }) => [id, x]),
    [
      ["a", 0],
      ["b", 0],
    ],
  );
});

test("axes end sensibly", () => {
  assert.deepEqual(airY(null, false), [0, 1]);
  const [low, high] = airY([5, 5], false);
  assert.ok(low < 5 && high > 5);
  const [from, to] = airY([1, 100], true);
  assert.ok(from > 0 && from < 1 && to > 100);
  assert.ok(airY([-1e308, 1e308], false).every(Number.isFinite));
  assert.deepEqual(spreadX([3, 3], false), [2, 4]);
});

test("log axes are marked at powers of ten, or at round numbers where there is no room for those", () => {
  assert.deepEqual(logSplits(0.9, 110, 5), [1, 10, 100]);
  assert.deepEqual(logSplits(0.9, 11, 8), [1, 2, 5, 10]);
  assert.deepEqual(logSplits(0.88, 0.98, 5), [0.88, 0.9, 0.92, 0.94, 0.96, 0.98]);
  assert.ok(logSplits(1e-300, 1e300, 6).length <= 8);
  assert.deepEqual(logSplits(-1, 5, 5), []);
  assert.deepEqual(evenSplits(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.equal(roundStep(0.3), 0.5);
});

test("steps are marked at whole ones, but in a view that hardly has any", () => {
  assert.deepEqual(stepSplits(0, 2, 10), [0, 1, 2]);
  assert.deepEqual(stepSplits(10_050.1, 10_050.4, 3), [10_050.1, 10_050.2, 10_050.3, 10_050.4]);
  assert.deepEqual(stepSplits(0, 1000, 5), [0, 200, 400, 600, 800, 1000]);
  assert.deepEqual(timeSplits(0, 3600, 6), [0, 600, 1200, 1800, 2400, 3000, 3600]);
});

/** Numbers at the ends of what doubles can say, and neighbours that differ in the last bit. */
const ODD = [
  0,
  5e-324,
  1e-323,
  2.2e-308,
  1e-300,
  1e-9,
  0.1,
  0.1 + 2 ** -56,
  1,
  1 + 2 ** -52,
  1e9,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  1e300,
  1e308,
  1.7e308,
  Number.MAX_VALUE,
];

test("every stretch of numbers has few marks, inside of it, and takes no time", () => {
  const ends = [...ODD.map((value) => -value).reverse(), ...ODD];
  const started = performance.now();
  for (const min of ends) {
    for (const max of ends) {
      if (!(min < max)) continue;
      const [low, high] = airY([min, max], false);
      assert.ok(low <= min && high >= max && low < high, `${min} to ${max}`);
      const place = placer(min, max, false, 0, 1);
      assert.ok(
        [min, max, valueAt(min, max, false, 0.5)].every((value) => place(value) >= 0 && place(value) <= 1),
        `${min} to ${max}`,
      );
      const made = [
        evenSplits(min, max, 6),
        evenSplits(low, high, 6, QUARTERS),
        stepSplits(min, max, 6),
        timeSplits(min, max, 6),
      ];
      for (const splits of made) {
        assert.ok(splits.length <= 9 && splits.every(Number.isFinite), `${min} to ${max}: ${splits}`);
        assert.equal(ticks(splits, stepOf(splits)).length, splits.length);
      }
      if (min <= 0) continue;
      const [from, to] = airY([min, max], true);
      assert.ok(from > 0 && to >= max && Number.isFinite(to), `log ${min} to ${max}`);
      const marked = logSplits(from, to, 6);
      assert.ok(
        marked.length <= 12 && marked.every((at) => Number.isFinite(at) && at > 0),
        `log ${min} to ${max}: ${marked}`,
      );
      assert.ok(Number.isFinite(placer(from, to, true, 0, 1)(min)));
    }
    const [low, high] = spreadX([min, min], false);
    assert.ok(low < high && Number.isFinite(low) && Number.isFinite(high), String(min));
  }
  assert.ok(performance.now() - started < 2000);
});

test("two values that differ by the last bit are a flat line, and one scale holds the largest of both signs", () => {
  assert.ok(
    isFlat(0.1, 0.1 + 2 ** -56) && !isFlat(0.1, 0.1 + 1e-9) && isFlat(5e-324, 1e-323) && !isFlat(-1.7e308, 1.7e308),
  );
  assert.equal(placer(-1.7e308, 1.7e308, false, 0, 100)(0), 50);
  assert.deepEqual(
    airY([-1.7e308, 1.7e308], false).map((end) => Math.abs(end) > 1.7e308),
    [true, true],
  );
  assert.equal(
    new Set(ticks(evenSplits(1, 1 + 1e-12, 5), stepOf(evenSplits(1, 1 + 1e-12, 5)))).size,
    evenSplits(1, 1 + 1e-12, 5).length,
  );
});

test("a long curve over x that no difference can hold is thinned, and over x that a log axis has no place for", () => {
  const wide = Array.from({ length: 1000 }, (_, index) => -1.7e308 + index * 3.4e305);
  const thin = envelope({ x: wide, y: wide.map((_, index) => index) }, -1.7e308, 1.7e308, 10);
  assert.ok(thin.x.length > 0 && thin.x.length <= 60);
  const mixed = Array.from({ length: 1000 }, (_, index) => index - 500);
  assert.ok(envelope({ x: mixed, y: mixed }, 1, 499, 10, Math.log10).x.length <= 60);
});

test("settings come out of the address as they went in, defaults left out, damage is a default", () => {
  assert.ok(formatSettings(DEFAULTS, null).every(([, value]) => value === ""));
  const settings = { axis: "m:my epoch,2", logX: true, logY: true, smoothing: 0.95, clip: true };
  const zoom = { axis: "m:my epoch,2", min: 0.125, max: 2.5 };
  const written = mergeHash("#runs=a,b", formatSettings(settings, zoom));
  assert.deepEqual(parseSettings(readHash(written)), { settings, zoom });
  assert.equal(readHash(written).get("runs"), "a,b", "other keys stay");
  const other = { axis: "wall", min: 1_795_000_000, max: 1_795_003_600 };
  const read = parseSettings(new Map(formatSettings(DEFAULTS, other)));
  assert.deepEqual(read.zoom, other);
  for (const zoomText of ["5,1", "a,b", "1", "1,Infinity", ",", "1,2,nonsense"])
    assert.equal(parseSettings(new Map([["zoom", zoomText]])).zoom, null, zoomText);
  assert.deepEqual(
    parseSettings(
      new Map([
        ["x", "%zz"],
        ["smooth", "7"],
        ["log", "?"],
      ]),
    ).settings,
    DEFAULTS,
  );
});

test("lines are broken at gaps, and lone points are told", () => {
  const strokes: string[] = [];
  const pen = {
    moveTo: (x: number, y: number) => strokes.push(`M${x},${y}`),
    lineTo: (x: number, y: number) => strokes.push(`L${x},${y}`),
  };
  const lone = trace(
    { x: [0, 1, 2, 3, 4], y: [1, 2, NaN, 4, Infinity] },
    (x) => x,
    (y) => y,
    pen,
  );
  assert.deepEqual(strokes, ["M0,1", "L1,2", "M3,4"]);
  assert.deepEqual(lone, [3, 4]);
  const log = placer(1, 100, true, 0, 200);
  assert.equal(log(10), 100);
  assert.ok(Number.isNaN(log(0)) && Number.isNaN(log(-1)));
});

test("SVG: vector lines, escaped text, a legend for several lines", () => {
  const base = { color: "#123456", width: 1.5, opacity: 1, named: true };
  const text = svgText({
    title: '<script>alert("1")</script>&\u0000\ud800',
    labelX: "step",
    width: 400,
    height: 200,
    ground: "#fff",
    ink: "#000",
    faint: "#ccc",
    ticksX: [{ at: 0, label: "0" }],
    ticksY: [{ at: 1, label: "1" }],
    lines: [
      { ...base, label: "<b>a</b>", curve: { x: [0, 1, 2], y: [0, 1, 0.5] } },
      { ...base, label: "b", curve: { x: [1], y: [0.5] } },
    ],
    placeX: (x) => x / 2,
    placeY: (y) => y,
  });
  assert.ok(!["<script", "<b>", "\u0000", "\ud800"].some((bad) => text.includes(bad)));
  assert.match(text, /<path d="M64 234L224 34L384 134" stroke="#123456"/);
  assert.match(text, /M224 134h\.01/, "a lone point is drawn");
  assert.equal(text.match(/stroke-width="2\.5"/g)?.length, 2, "legend");
  assert.equal(escapeXml(`<a href='x'>&"`), "&#60;a href=&#39;x&#39;&#62;&#38;&#34;");
});

test("SVG: a label at the right edge is whole", () => {
  const frame = {
    title: "t",
    labelX: "step",
    width: 464,
    height: 200,
    ground: "#fff",
    ink: "#000",
    faint: "#ccc",
    ticksY: [],
    lines: [],
    placeX: (x: number) => x / 12_000,
    placeY: (y: number) => y,
  };
  const places = (label: string): number[] =>
    [
      ...svgText({
        ...frame,
        ticksX: [
          { at: 0, label: "0" },
          { at: 12_000, label },
        ],
      }).matchAll(/<text x="([\d.]+)" y="249" text-anchor="middle"/g),
    ].map((found) => Number(found[1]));
  assert.deepEqual(places("9"), [64, 448]);
  const [, last] = places("12000.125");
  assert.ok(last !== undefined && last + (9 * 6.2) / 2 <= 464, String(last));
});

test("what has nothing in view is not in a picture of it", () => {
  const model = new Model(
    [line("a", [0, 100], [1, 2]), line("b", [200, 300], [1, 2]), line("c", [50], [NaN])],
    DEFAULTS,
  );
  assert.deepEqual(
    model.seen([40, 60]).map(({ source }) => source.id),
    ["a", "c"],
    "a piece between two points, a mark",
  );
  assert.deepEqual(model.seen([120, 140]), []);
});

test("SVG holds what the screen shows: bands, marks, points, what is left in grey, and a note", () => {
  const band = bandParts({ x: [0, 1, 2], low: [0, 0, 0.2], high: [0.5, 1, 0.4] }, 0, 2, 100);
  const line = {
    label: "a",
    color: "#123456",
    width: 1.6,
    opacity: 1,
    named: true,
    dots: true,
    curve: { x: [0, 1, 2], y: [0.2, NaN, 0.3] },
    marks: [{ x: 1, kind: "nan" as const }],
    band,
  };
  const frame = {
    title: "t",
    labelX: "step",
    width: 464,
    height: 200,
    ground: "#fff",
    ink: "#000",
    faint: "#ccc",
    ticksX: [],
    ticksY: [],
    placeX: (x: number) => x / 2,
    placeY: (y: number) => y,
  };
  const text = svgText({ ...frame, lines: [line], others: 7, note: "1 × NaN <b>" });
  assert.match(text, /<path d="M64 134L256 34L448 154L448 194L256 234L64 234" fill="#123456" fill-opacity="0.18"/);
  assert.match(text, /<path d="M252.5 [^"]+" stroke="#123456" stroke-width="1.4"/, "a mark where NaN was logged");
  assert.match(text, /M64 194h\.01M448 174h\.01/, "points");
  assert.match(text, />1 × NaN &#60;b&#62;<\/text>/);
  assert.match(text, />and 7 in grey<\/text>/);
  assert.ok(!svgText({ ...frame, lines: [{ ...line, band: [], marks: [] }] }).includes("fill-opacity"));
  const named = (several: boolean): boolean => svgText({ ...frame, lines: [line], several }).includes(">a</text>");
  assert.ok(named(true) && !named(false), "one line of several is named");
});

test("a band is thinned to its outermost limits, and broken where a limit is missing", () => {
  const x = range(10_000);
  const low = x.map((at) => (at === 4321 ? -50 : -1));
  const high = x.map((at) => (at === 7777 ? 50 : 1));
  const [part, ...rest] = bandParts({ x, low, high }, 0, 9999, 300);
  assert.equal(rest.length, 0);
  assert.ok(part && part.x.length <= 302);
  assert.equal(Math.min(...Array.from(part.low)), -50);
  assert.equal(Math.max(...Array.from(part.high)), 50);
  assert.equal(part.x[0], 0);
  assert.equal(part.x[part.x.length - 1], 9999);
  const broken = bandParts({ x: [0, 1, 2, 3], low: [0, NaN, 0, 0], high: [1, 1, 1, 1] }, 0, 3, 10);
  assert.deepEqual(
    broken.map((one) => Array.from(one.x)),
    [[0], [2, 3]],
  );
  assert.deepEqual(bandParts({ x: [], low: [], high: [] }, 0, 1, 10), []);
  const strokes: string[] = [];
  const pen = {
    moveTo: (a: number, b: number) => strokes.push(`M${a},${b}`),
    lineTo: (a: number, b: number) => strokes.push(`L${a},${b}`),
  };
  const log = placer(1, 100, true, 10, 0);
  outline({ x: [0, 1], low: [-1, 1], high: [10, 100] }, (at) => at, log, 10, pen);
  assert.deepEqual(strokes, ["M0,5", "L1,0", "L1,10", "L0,10"], "below zero a band ends at the foot of a log axis");
});

test("fingers and keys move the view, and never out of what there is", () => {
  const stretch = { seen: [20, 40] as const, full: [0, 100] as const, log: false };
  assert.deepEqual(drag(stretch, [0.25, 0.75], [0, 1]), [25, 35]);
  assert.deepEqual(shift(stretch, 0.5), [30, 50]);
  assert.deepEqual(shift(stretch, -5), [0, 20]);
  assert.deepEqual(magnify(stretch, 2, 0), [20, 30]);
  assert.deepEqual(magnify(stretch, 0.5, 0.5), [10, 50]);
  assert.equal(magnify(stretch, 0.01, 0.5), null, "all there is");
  const [low, high] = drag(stretch, [0.5, 0.5], [0.5, 0.5]) as [number, number];
  assert.ok(low < high, "two fingers at one place");
  let near = stretch.seen as readonly [number, number];
  for (let turn = 0; turn < 200; turn += 1) near = magnify({ ...stretch, seen: near }, 3, 0.5) as [number, number];
  assert.ok(near[1] - near[0] >= 1e-4 * 0.999, "no nearer than digits reach");
  const log = magnify({ seen: [1, 10_000], full: [1, 10_000], log: true }, 2, 0.5) as [number, number];
  assert.ok(Math.abs(log[0] - 10) < 1e-9 && Math.abs(log[1] - 1000) < 1e-6);
});

test("the keyboard's cursor goes from point to point of all lines", () => {
  const model = new Model([line("a", [0, 10, 20], [1, 2, 3]), line("b", [5, 10, 40], [1, 2, 3])], DEFAULTS);
  const from = (way: 1 | -1, x: number): number | undefined => model.pointFrom(way, (at) => (at - x) * way > 0);
  assert.deepEqual(
    [-1, 0, 5, 10, 20, 40].map((x) => from(1, x)),
    [0, 5, 10, 20, 40, undefined],
  );
  assert.deepEqual(
    [99, 40, 20, 10, 5, 0].map((x) => from(-1, x)),
    [40, 20, 10, 5, 0, undefined],
  );
});

test("CSV of a chart: the values in view, with the average and the interval beside them", () => {
  const raw = { x: [0, 1, 2], y: [0.1, NaN, 3] };
  assert.equal(
    chartToCsv([{ label: "=run", raw }], "step", "loss", [1, 2]),
    "line,step,loss\r\n'=run,1,NaN\r\n'=run,2,3\r\n",
  );
  const band = { x: [0, 2], low: [-1, NaN], high: [1, 4] };
  assert.equal(
    chartToCsv(
      [
        { label: "a", raw, band },
        { label: "b", raw: { x: [9], y: [1] } },
      ],
      "step",
      "loss",
    ),
    "line,step,loss,low,high\r\na,0,0.1,-1,1\r\na,1,NaN,,\r\na,2,3,,4\r\nb,9,1,,\r\n",
  );
  const mean = { ...band, n: [3, 2] };
  assert.equal(
    chartToCsv(
      [
        { label: "a", raw, band: mean },
        { label: "b", raw: { x: [9], y: [1] } },
      ],
      "step",
      "loss",
    ),
    "line,step,loss,low,high,n\r\na,0,0.1,-1,1,3\r\na,1,NaN,,,\r\na,2,3,,4,2\r\nb,9,1,,,\r\n",
  );
  assert.equal(
    chartToCsv([{ label: "a", raw, smoothed: { x: raw.x, y: [1, 2, 3] } }], "step", "loss", [0, 0]),
    "line,step,loss,smoothed\r\na,0,0.1,1\r\n",
  );
});

test("times read like a clock, moments are in UTC", () => {
  const cases: [number, string][] = [
    [0, "0s"],
    [45, "45s"],
    [90, "1m30s"],
    [7500, "2h05m"],
    [7200, "2h"],
    [270_000, "3d3h"],
    [-90, "−1m30s"],
  ];
  for (const [seconds, text] of cases) assert.equal(duration(seconds), text);
  assert.equal(duration(0.25, 0.05), "0.25s");
  assert.equal(moment(0), "1970-01-01 00:00:00 UTC");
  assert.deepEqual(momentTicks([86_340, 86_400, 86_460], 60), ["23:59\n1970-01-01", "00:00\n1970-01-02", "00:01"]);
});
