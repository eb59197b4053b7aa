import assert from "node:assert/strict";
import { test } from "node:test";
import { csvCell } from "../../templates/browser/src/core/csv";
import type { Column, Raw } from "../../templates/browser/src/core/shapes/runs";
import { doubles, unpack, written } from "../../templates/browser/src/core/unpack";
import { Curves } from "../../templates/browser/src/plot/curves";
import { choiceOf, filteredKeys, withRange } from "../../templates/browser/src/query/edit";
import { QueryMatcher } from "../../templates/browser/src/query/match";
import { bundle, countAt, countRange } from "../../templates/browser/src/runs/bands";
import { markdownCell, reportBlock, toCsv, toMarkdown } from "../../templates/browser/src/runs/export";
import { delta, duration, writeDistance, writeNumber, writeSigned } from "../../templates/browser/src/runs/format";
import { sharedLead } from "../../templates/browser/src/runs/groupcells";
import { apart, groupLine } from "../../templates/browser/src/runs/grouplines";
import { countValues, swapped } from "../../templates/browser/src/runs/headmenu";
import { heldRows } from "../../templates/browser/src/runs/held";
import { arrange, differing, type Line, rowsOf, shownColumns } from "../../templates/browser/src/runs/lines";
import { isMeasure, Looks } from "../../templates/browser/src/runs/looks";
import { byPrefix, defaultMetrics, metricNames } from "../../templates/browser/src/runs/metrics";
import { spread } from "../../templates/browser/src/runs/paper";
import { CLOSED, formatState, type Open, parseState, toggleOpen } from "../../templates/browser/src/runs/state";
import { column, slugsOf, tableOf } from "./made_columns";

const columns: Column[] = [
  column("name", ["a", "b", "=c", "d"]),
  column("status", ["finished", "finished", "finished", "failed"], { kind: "status" }),
  column("fingerprint", ["x", "x", "y", "y"], { shown: false }),
  column("seed", [0, 1, 0, 1], { kind: "number" }),
  column("tags", [["prod", "big"], null, ["big"], null], { kind: "tags" }),
  column("duration", [60, 120, 3600, null], { kind: "duration", text: ["1 min", "2 min", "1 h", "–"] }),
  column("params.lr", [0.1, 0.1, 0.01, 0.01], { kind: "number", text: ["0.1", "0.1", "0.01", "0.01"] }),
  column("params.opt", ["adam", "adam", "adam", "adam"]),
  column("val/acc:best", [0.9, 0.8, 0.7, "NaN"], {
    kind: "number",
    direction: "max",
    text: ["0.9000", "0.8000", "0.7000", "NaN"],
  }),
  column("val/acc:last", [0.9, 0.8, 0.6, null], {
    kind: "number",
    direction: "max",
    text: ["0.9000", "0.8000", "0.6000", "–"],
  }),
  column("loss:last", [1, 2, 3, 4], { kind: "number", direction: "min" }),
];
const table = tableOf(["a", "b", "c", "d"], columns);
const get = (key: string): Column => table.column(key) as Column;
const plan = { by: [], sort: null, pinned: [], open: CLOSED };
const short = (lines: readonly Line[]): string =>
  lines
    .map((line) =>
      line.kind === "run"
        ? `${line.pinned ? "^" : ""}${line.row}`
        : `${line.group.labels.join("/")}${line.open ? ":" : ""}`,
    )
    .join(" ");

function packed(values: readonly number[], missing: readonly number[] = []): string {
  const view = new DataView(new ArrayBuffer(values.length * 8));
  values.forEach((value, row) => view.setFloat64(row * 8, value, true));
  for (const row of missing) {
    view.setUint32(row * 8, 1, true);
    view.setUint32(row * 8 + 4, 0x7ff80000, true);
  }
  return btoa(String.fromCharCode(...new Uint8Array(view.buffer)));
}

test("packed numbers are what was packed; NaN is not what was not logged", () => {
  assert.deepEqual(doubles(packed([0.1, NaN, 0, Infinity, -Infinity, -2.5e-300], [2])), [
    0.1,
    "NaN",
    null,
    "Infinity",
    "-Infinity",
    -2.5e-300,
  ]);
  const made = unpack(
    {
      key: "k",
      label: "k",
      group: "Metrics",
      kind: "number",
      f8: packed([0.12345, -0.00001, 0, 7, NaN], [2]),
      decimals: 3,
    },
    5,
  );
  assert.deepEqual(made.text, ["0.123", "0.000", "–", "7.000", "NaN"]);
  assert.deepEqual([written(-1.5, 1), written(0, 7), written("-Infinity", 2)], ["−1.5", "0", "−∞"]);
});

test("cells that repeat are sent once, in one byte a row or two", () => {
  const column = { key: "k", label: "k", group: "Params", kind: "text" as const, text: null };
  const bytes = (...all: number[]): string => btoa(String.fromCharCode(...all));
  const values = (pool: Raw[], at: string): readonly Raw[] => unpack({ ...column, values: { pool, at } }, 3).values;
  assert.deepEqual(values(["a", null, ["x", "y"]], bytes(2, 0, 1)), [["x", "y"], "a", null]);
  assert.deepEqual(values([0.5], ""), [0.5, 0.5, 0.5]);
  const many = Array.from({ length: 600 }, (_, index) => index);
  assert.deepEqual(values(many, bytes(87, 2, 0, 0, 1, 1)), [599, 0, 257]);
});

test("the shortest texts of numbers are Python's", () => {
  const made = unpack(
    {
      key: "k",
      label: "k",
      group: "Params",
      kind: "number",
      values: [-0.25, 3, null, "NaN", "Infinity", 1e-5],
      shortest: true,
    },
    6,
  );
  assert.deepEqual(made.text, ["-0.25", "3.0", "–", "NaN", "∞", "1e-05"]);
});

test("pinned runs come first, whatever the sort and the filter", () => {
  const sort = { column: get("loss:last"), descending: true };
  assert.equal(short(arrange(table, [0, 1, 2], { ...plan, sort, pinned: [3, 1] }).lines), "^3 ^1 2 0");
});

test("groups sort by the mean of the sorted column and list their runs when open", () => {
  const by = [get("params.lr")];
  const closed = arrange(table, table.rows, { ...plan, by, sort: { column: get("loss:last"), descending: true } });
  assert.equal(short(closed.lines), "0.01 0.1", "failed runs do not count, so 3 against 1.5");
  const open = arrange(table, table.rows, {
    ...plan,
    by,
    sort: { column: get("loss:last"), descending: false },
    open: toggleOpen(CLOSED, closed.groups[0]!.key),
  });
  assert.equal(short(open.lines), "0.1 0.01: 2 3");
  assert.deepEqual(rowsOf(open.lines).sort(), [0, 1, 2, 3]);
});

test("what all groups are called goes without saying", () => {
  const by = [get("params.opt"), get("status")];
  const { groups } = arrange(table, table.rows, { ...plan, by });
  assert.equal(sharedLead(by, groups), 1);
  assert.equal(sharedLead(by, groups.slice(1)), 0, "one group keeps its name");
  assert.equal(sharedLead([get("status")], arrange(table, table.rows, { ...plan, by: [get("status")] }).groups), 0);
});

test("only columns that differ, over the shown rows", () => {
  const keys = (rows: number[]): string[] => differing(columns, rows).map(({ key }) => key);
  assert.ok(!keys([0, 1, 2, 3]).includes("params.opt"));
  assert.ok(!keys([0, 1]).includes("params.lr") && keys([0, 2]).includes("params.lr"));
  assert.ok(keys([0, 1]).includes("name"));
  assert.deepEqual(differing([get("params.opt")], [0, 1]), [get("params.opt")], "a table of no column says nothing");
});

test("distances to the baseline know which way is better", () => {
  assert.deepEqual(delta(get("loss:last"), 0, 1), { value: -1, better: true });
  assert.equal(delta(get("val/acc:best"), 1, 0)?.better, false);
  assert.equal(delta(get("val/acc:best"), 3, 0), undefined, "NaN has no distance");
  assert.equal(delta(get("duration"), 1, 0)?.better, null);
  assert.equal(writeSigned(get("val/acc:best"), -0.1), "−0.1000");
  assert.equal(writeDistance(get("val/acc:best"), 0.000012), "1.2e-5");
});

test("numbers that the browser computes look like those around them", () => {
  assert.equal(writeNumber(get("val/acc:best"), 0.85), "0.8500");
  assert.equal(writeNumber(get("loss:last"), 1.5), "1.5");
  assert.deepEqual([0.02, 0.4, 12, 200, 18720, 273600].map(duration), [
    "20 ms",
    "0.4 s",
    "12 s",
    "3 min 20 s",
    "5 h 12 min",
    "3 d 4 h",
  ]);
});

test("heat goes by the direction, bars by the size", () => {
  const looks = new Looks(undefined);
  looks.setRows([0, 1, 2, 3]);
  assert.equal(looks.place(get("loss:last"), 4, [3]), 1);
  assert.equal(looks.merit(get("loss:last"), 4, [3]), 0);
  assert.equal(looks.merit(get("val/acc:best"), 0.9, [0]), 1);
  assert.equal(looks.merit(get("duration"), 60, [0]), undefined);
  looks.setRows([1]);
  assert.equal(looks.place(get("loss:last"), 2, [1]), undefined, "one value says nothing");
  assert.deepEqual(
    [get("seed"), get("duration"), get("loss:last"), column("loss:best_step", [], { kind: "number" })].map(isMeasure),
    [false, true, true, false],
  );
});

test("metrics are ranked inside a task alone, durations over all runs", () => {
  const looks = new Looks(column("task", ["wine", "wine", "digits", "digits", null]));
  const loss = column("loss:last", [1, 2, 300, 100, 7], { kind: "number", direction: "min" });
  const time = column("duration", [10, 20, 30, 40, 50], { kind: "duration" });
  looks.setRows([0, 1, 2, 3, 4]);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((row) => looks.merit(loss, loss.values[row] as number, [row])),
    [1, 0, 0, 1, undefined],
  );
  assert.equal(looks.place(loss, 1.5, [0, 1]), 0.5, "a group of one task");
  assert.equal(looks.place(loss, 100, [1, 2]), undefined, "of two tasks nothing is best");
  assert.deepEqual(
    [0, 4].map((row) => looks.place(time, time.values[row] as number, [row])),
    [0, 1],
  );
});

test("CSV cells are exact, and no formulas", () => {
  assert.deepEqual(["=1+1", "+x", "-x", "@x", "\tx", " =x", "＝x", "plain", 'a"b', "a,b", "x\ry"].map(csvCell), [
    "'=1+1",
    "'+x",
    "'-x",
    "'@x",
    "'\tx",
    "' =x",
    "'＝x",
    "plain",
    '"a""b"',
    '"a,b"',
    '"x\ry"',
  ]);
  assert.deepEqual([-0.1, 1e-7, null].map(csvCell), ["-0.1", "1e-7", ""]);
  const csv = toCsv(
    table,
    [get("name"), get("val/acc:best"), get("duration"), get("tags")],
    [],
    arrange(table, table.rows, plan).lines,
  );
  assert.equal(
    csv,
    "name,val/acc:best,duration,tags\r\na,0.9,60,prod big\r\nb,0.8,120,\r\n'=c,0.7,3600,big\r\nd,NaN,,\r\n",
  );
});

test("groups are saved with all that is known of them", () => {
  const by = [get("params.opt")];
  const csv = toCsv(
    table,
    [get("name"), get("seed"), get("status"), get("loss:last")],
    by,
    arrange(table, table.rows, { ...plan, by }).lines,
  );
  const [head, row, ...rest] = csv
    .trim()
    .split("\r\n")
    .map((line) => line.split(","));
  assert.deepEqual(head, [
    "params.opt",
    "runs",
    "configurations",
    "seed:min",
    "seed:max",
    "status",
    "loss:last:n",
    "loss:last:mean",
    "loss:last:ci_low",
    "loss:last:ci_high",
    "loss:last:min",
    "loss:last:max",
  ]);
  assert.deepEqual(row?.slice(0, 8), ["adam", "4", "2", "0", "1", "2 values", "3", "2"]);
  assert.deepEqual(row?.slice(10), ["1", "3"]);
  assert.deepEqual(rest, []);
});

test("what is saved is what is shown, line by line: pinned runs, groups, and the runs of those that are open", () => {
  const by = [get("params.lr")];
  const shown = [get("name"), get("seed"), get("tags"), get("loss:last")];
  const { lines } = arrange(table, table.rows, { ...plan, by, pinned: [3], open: { all: false, but: ["=0.1"] } });
  assert.equal(short(lines), "^3 0.1: 0 1 0.01");
  const rows = toCsv(table, shown, by, lines)
    .trim()
    .split("\r\n")
    .map((line) => line.split(","));
  const at = (key: string): string[] => rows.slice(1).map((row) => row[rows[0]!.indexOf(key)]!);
  assert.deepEqual(at("row"), ["pinned run", "group", "run", "run", "group"]);
  assert.deepEqual(at("params.lr"), ["0.01", "0.1", "0.1", "0.1", "0.01"]);
  assert.deepEqual(at("runs"), ["", "2", "", "", "2"]);
  assert.deepEqual(at("name"), ["d", "lr 0.1", "a", "b", "lr 0.01"]);
  assert.deepEqual(at("seed"), ["1", "", "0", "1", ""]);
  assert.deepEqual(at("tags"), ["", "2 values", "prod big", "", "2 values"]);
  assert.deepEqual(at("loss:last"), ["4", "", "1", "2", ""]);
  assert.deepEqual(at("loss:last:mean"), ["", "1.5", "", "", "3"]);
  assert.ok(!rows[0]!.includes("seed:mean"));
  const text = toMarkdown(table, shown, by, lines, "mean", (row) => table.page(row))
    .trim()
    .split("\n");
  assert.equal(text[0], "| lr | runs | name | seed | tags | loss:last |");
  assert.deepEqual(text.slice(2), [
    "| 0.01 | pinned | [d](runs/d.html) | 1 | – | 4 |",
    "| 0.1 | 2 |  | 0 … 1 | 2 values | 1.5 ± 6.353 |",
    "| 0.1 |  | [a](runs/a.html) | 0 | prod, big | 1 |",
    "| 0.1 |  | [b](runs/b.html) | 1 | – | 2 |",
    "| 0.01 | 2 |  | 0 … 1 | 2 values | 3 |",
  ]);
  assert.match(toMarkdown(table, shown, by, lines, "range"), /^\| 0\.1 \| 2 \|.* 1 … 2 \|$/m);
  const block = reportBlock(table, shown, by, lines, "range", "#group=params.lr");
  assert.match(block, /\n\nThese rows in the \[table of runs\]\(\.\.\/runs\.html#group=params\.lr\); of groups /);
  assert.match(block, /; of groups the lowest … the highest value\.\n$/);
});

test("Markdown holds texts, not markup", () => {
  assert.equal(markdownCell("a|b *x* <i>\n[l](u)"), "a\\|b \\*x\\* &lt;i&gt; \\[l\\](u)");
  const text = toMarkdown(table, [get("name"), get("val/acc:best")], [], arrange(table, [0, 3], plan).lines, "mean");
  assert.equal(text, "| name | val/acc:best |\n|---|---:|\n| a | 0.9000 |\n| d | NaN |\n");
});

test("a report block is a short table with the way back", () => {
  const many = tableOf(slugsOf(25), [column("name", slugsOf(25))]);
  const block = reportBlock(
    many,
    [many.column("name") as Column],
    [],
    arrange(many, many.rows, plan).lines,
    "mean",
    "#q=a%20(b)",
  );
  assert.equal(block.match(/^\| \[r/gm)?.length, 20);
  assert.match(block, /\[r0\]\(\.\.\/runs\/r0\.html\)/);
  assert.match(
    block,
    /The first 20 of 25 runs; all of them in the \[table of runs\]\(\.\.\/runs\.html#q=a%20%28b%29\)\./,
  );
});

test("a band is drawn where two runs have a height, and knows how many", () => {
  const a = { x: [0, 1, 2, 3], y: [1, 2, 3, NaN] };
  const b = { x: [1, 2, 2, 5], y: [4, 9, 5, 1] };
  const c = { x: [2], y: [7] };
  const made = bundle([a, b, c], "range", true);
  assert.deepEqual([...made.x], [1, 2]);
  assert.deepEqual([...made.y], [3, 5], "of equal steps the last counts");
  assert.deepEqual([...made.low], [2, 3]);
  assert.deepEqual([...made.high], [4, 7]);
  assert.deepEqual([...made.n], [2, 3]);
  assert.equal(countAt(made, 1.9), 3);
  assert.deepEqual([countRange(made), countRange(made, 2, 9), countRange(made, 8, 9)], [[2, 3], null, null]);
  const ci = bundle([a, b, c], "ci", true);
  assert.ok(ci.high[1]! > 9.9 && ci.high[1]! < 10, "5 ± 4.303 · 2 / √3");
});

test("a run that logs each fifth step stays in the mean between its points: no saw", () => {
  const often = { x: Array.from({ length: 21 }, (_, step) => step), y: new Array(21).fill(0.2) };
  const seldom = { x: [0, 5, 10, 15, 20], y: new Array(5).fill(0.6) };
  const made = bundle([often, often, seldom], "range", true);
  assert.deepEqual([...made.x], often.x);
  assert.ok(
    [...made.y].every((mean) => Math.abs(mean - 1 / 3) < 1e-12),
    String(made.y),
  );
  assert.equal(countRange(made), null);
  const ended = bundle([often, often, { x: [0, 5], y: [1, 1] }], "range", true);
  assert.deepEqual(countRange(ended), [2, 3], "a run that ends leaves the mean, and n says so");
});

test("runs without a common step are not read at all places of all", () => {
  const runs = Array.from({ length: 100 }, (_, run) => ({
    x: Array.from({ length: 600 }, (_, at) => at * 100 + run),
    y: new Array(600).fill(run),
  }));
  const made = bundle(runs, "range", true);
  assert.equal(made.x.length, 4_998, "where two have a height");
});

test("steps are in order however many there are", () => {
  const long = { x: Array.from({ length: 50 }, (_, i) => i * 3), y: new Array(50).fill(1) };
  assert.deepEqual([...bundle([long, long], "range", true).x], long.x);
});

test("over time, where no two runs meet, curves are read between their points and never beyond their ends", () => {
  const made = bundle(
    [
      { x: [0, 10], y: [0, 10] },
      { x: [5, 15], y: [0, 0] },
    ],
    "range",
    false,
  );
  assert.ok(made.x[0]! >= 5 && made.x[made.x.length - 1]! <= 10);
  assert.ok(Math.abs(made.high[0]! - made.x[0]!) < 1e-9);
  assert.equal(
    bundle(
      [
        { x: [0, 10], y: [0, 10] },
        { x: [20, 30], y: [0, 0] },
      ],
      "range",
      false,
    ).x.length,
    0,
  );
});

test("filters of columns are terms of the query", () => {
  const query = withRange("prod", "val/acc:best", [0.75, Infinity]);
  assert.equal(query, 'prod "val/acc:best">=0.75');
  assert.deepEqual([...filteredKeys(query, columns)], ["val/acc:best"]);
  assert.equal(withRange(query, "val/acc:best", [-Infinity, Infinity]), "prod");
  assert.deepEqual(countValues(table, get("tags")), [
    ["big", 2],
    ["prod", 1],
  ]);
  assert.deepEqual(new QueryMatcher(table).apply("tags=prod", table.rows), [0], "a tag is found among others");
  assert.deepEqual(choiceOf("tags=prod", "tags"), ["prod"]);
});

test("the address says everything, in few words", () => {
  const hash =
    "#q=prod&sort=-val/acc:best&group=params.lr,params.opt&stat=range&pin=a&base=b&look=heat,bars&diff=1" +
    "&freeze=2&curves=1&metrics=loss&band=ci&sel=a,b";
  const state = parseState(hash, columns);
  assert.deepEqual(state.group, ["params.lr", "params.opt"]);
  assert.deepEqual(
    [state.stat, state.base, state.heat, state.bars, state.differing, state.frozen, state.spread],
    ["range", "b", true, true, true, 2, "ci"],
  );
  assert.equal(formatState(state, columns), hash);
  assert.equal(formatState(parseState("", columns), columns), "");
});

test("open groups and the border between table and curves are in the address", () => {
  const hash = "#group=params.lr&open=%3D0.1,%3D0.01&curves=1&split=40";
  const state = parseState(hash, columns);
  assert.deepEqual([state.open, state.split], [{ all: false, but: ["=0.1", "=0.01"] }, 40]);
  assert.equal(formatState(state, columns), hash);
  const lines = (open: Open): string =>
    short(arrange(table, table.rows, { ...plan, by: [get("params.lr")], open }).lines);
  assert.equal(lines(state.open), "0.1: 0 1 0.01: 2 3");
  assert.equal(lines(toggleOpen(state.open, "=0.1")), "0.1 0.01: 2 3");
  const all = parseState("#group=params.lr&open=*,gone", columns).open;
  assert.equal(lines(all), "0.1: 0 1 0.01: 2 3", "a group that is no more is nobody's");
  assert.equal(
    formatState({ ...state, open: toggleOpen(all, "=0.1") }, columns),
    "#group=params.lr&open=*,gone,%3D0.1&curves=1&split=40",
  );
  assert.equal(formatState({ ...state, group: [], curves: false }, columns), "", "neither says anything then");
  const many = { all: false, but: Array.from({ length: 60 }, (_, index) => `group ${index}`) };
  assert.equal(
    formatState({ ...state, open: many, split: 50 }, columns),
    "#group=params.lr&curves=1",
    "more than a link should hold",
  );
  for (const split of ["1e9", "-5", "x", "50.5", "24", "%zz"])
    assert.equal(parseState(`#curves=1&split=${split}`, columns).split, 50);
});

test("of pinned rows a third of the table holds as many as fit", () => {
  assert.deepEqual(
    [heldRows(3, 100, 800), heldRows(50, 100, 800), heldRows(3, 100, 320), heldRows(3, 3, 800), heldRows(2, 9, 100)],
    [3, 7, 2, 0, 1],
  );
});

test("columns come to paper in one table while letters stay legible, else in several that begin with the name", () => {
  assert.deepEqual(spread([100, 200, 300]), [{ columns: [0, 1, 2], size: 1 }]);
  assert.equal(spread([200, ...new Array(10).fill(100)])[0]!.size, 950 / 1200);
  const parts = spread([100, ...new Array(30).fill(100)]);
  assert.ok(parts.length > 1 && parts.every(({ columns, size }) => columns[0] === 0 && size >= 0.75));
  assert.deepEqual(
    parts.flatMap(({ columns }) => columns.slice(1)),
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  assert.ok(
    Math.max(...parts.map(({ columns }) => columns.length)) - Math.min(...parts.map(({ columns }) => columns.length)) <=
      1,
    "evenly",
  );
});

test("a damaged address is a sensible view", () => {
  const state = parseState("#group=gone,&stat=x&freeze=-7&look=%zz&curves=2&pin=,,&sort=--", columns);
  assert.deepEqual(
    [state.group, state.stat, state.frozen, state.curves, state.pinned, state.sort],
    [[], "mean", 1, false, [], null],
  );
});

test("columns that are no more are left out of a link; where none remains, the defaults are shown", () => {
  const shown = (hash: string): string => parseState(hash, columns).columns.join();
  const usual = shown("");
  assert.ok(usual.startsWith("name,status,"));
  assert.equal(shown("#cols=seed,gone,name"), "seed,name");
  assert.equal(shown("#cols=foo,bar"), usual);
  assert.equal(shown("#cols=,,"), usual);
  assert.equal(shown(`#hide=${usual}`), usual, "a table of boxes alone says nothing");
  assert.equal(shown("#cols=foo&hide=status"), usual.replace(",status", ""));
});

test("grouped by its only columns, the table still says of which group a row is", () => {
  const keys = (hash: string): string =>
    shownColumns(table, parseState(hash, columns))
      .map(({ key }) => key)
      .join();
  assert.equal(keys("#cols=name,params.lr,seed&group=params.lr"), "name,seed");
  assert.equal(keys("#cols=params.lr&group=params.lr"), "name");
  assert.equal(keys("#cols=seed&group=params.lr"), "name,seed");
  assert.equal(keys("#cols=seed"), "seed");
});

test("curves begin with metrics that the shown runs logged", () => {
  const some = tableOf(slugsOf(3), [
    column("a:last", [1, null, null]),
    column("b:last", [null, 2, null]),
    column("c:last", [null, 3, "NaN"]),
  ]);
  assert.deepEqual(
    [[0, 1, 2], [0], [1], [2], []].map((rows) => defaultMetrics(some, rows).join()),
    ["a,b", "a", "b,c", "c", "a,b"],
  );
});

test("groups without a line say whether their runs logged anything", () => {
  const run = (first: number): Curves =>
    new Curves({
      grids: [{ n: 3, start: first, stride: 2 }],
      series: [{ metric: "loss", grid: 0, values: [1, 2, 3] }],
    } as never);
  const about = { id: "g", label: "g", color: 0 };
  const line = (...runs: Curves[]) =>
    groupLine(
      runs.map((curves, seed) => ({ curves, seed })),
      "loss",
      about,
      "range",
    );
  const [meeting, missing] = [line(run(0), run(0)), line(run(0), run(10))];
  assert.equal(meeting.curve("step")?.x.length, 3);
  assert.equal(missing.curve("step")?.x.length, 0);
  assert.match(apart([missing], "step"), /^No group has two runs/);
  assert.equal(apart([missing], "relative"), "", "none logged times");
});

test("columns change places with those in sight, over hidden ones between them", () => {
  assert.deepEqual(swapped(["name", "task", "seed"], "seed", "name"), ["seed", "task", "name"]);
  assert.deepEqual(swapped(["seed", "task"], "seed", "name"), ["seed", "name", "task"], "a name that was not chosen");
});

test("metrics by name and by prefix", () => {
  assert.deepEqual(metricNames(columns), ["val/acc", "loss"]);
  assert.deepEqual(
    [...byPrefix(["val/acc", "loss", "val/f1", "/odd"])],
    [
      ["val", ["val/acc", "val/f1"]],
      ["", ["loss", "/odd"]],
    ],
  );
});
