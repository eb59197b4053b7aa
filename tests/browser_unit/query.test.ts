import assert from "node:assert/strict";
import { test } from "node:test";
import { missing } from "../../templates/browser/src/core/runtable";
import type { Column } from "../../templates/browser/src/core/shapes/runs";
import { choiceOf, rangeOf, withChoice, withRange } from "../../templates/browser/src/query/edit";
import { QueryMatcher } from "../../templates/browser/src/query/match";
import { MOST, parseQuery, readQuery } from "../../templates/browser/src/query/parse";
import { quote } from "../../templates/browser/src/query/tokens";
import vectors from "../vectors/query.json";
import { slugsOf, tableOf } from "./made_columns";

const columns = vectors.columns.map((column) => {
  const key = column.key;
  return {
    label: key.replace("params.", ""),
    group: key.startsWith("params.") ? "Params" : "Run",
    text: null,
    ...column,
  } as unknown as Column;
});
const table = tableOf(slugsOf(vectors.count), columns);
const matcher = new QueryMatcher(table);

for (const [query, rows] of vectors.cases as [string, number[]][]) {
  test(`the runs of ${JSON.stringify(query)}`, () => assert.deepEqual(matcher.apply(query, table.rows), rows));
}

test("a key that names no column is said", () => {
  assert.deepEqual(matcher.unknown("nothing > 3 and (lr=1 or -what:now)"), ["nothing", "what"]);
  assert.deepEqual(matcher.unknown("lr=1 words"), []);
});

test("a NaN among texts looks like one", () => {
  const found = ["params.leaf", "params.lr"].map((key) =>
    table.rows.map((row) => missing(table.column(key) as Column, row)),
  );
  assert.deepEqual(found, [
    [null, null, null, "nan", "absent"],
    [null, null, "absent", null, null],
  ]);
});

test("what is left out is said", () => {
  assert.deepEqual(matcher.leftOut("prod val/acc >"), ["“val/acc >” lacks a value, and is left out."]);
  assert.deepEqual(matcher.leftOut("val/acc:best or tag:"), [
    "“val/acc:best” lacks a value, and is left out.",
    "“tag:” lacks a value, and is left out.",
  ]);
  assert.deepEqual(matcher.leftOut("lr < 1e- duration > long"), [
    "“1e-” is no number: “lr < 1e-” is left out.",
    "“long” is no duration, as 2h: “duration > long” is left out.",
  ]);
  assert.deepEqual(matcher.leftOut("val/acc:best:nan lr=1 opt:adam words nothing >"), []);
  assert.deepEqual(matcher.unknown("val/acc:best:nan nothing >"), ["nothing"]);
  assert.equal(
    matcher.said("nothing >3 else<2 lr >"),
    "No column is called “nothing”, “else”: searched as words. “lr >” lacks a value, and is left out.",
  );
  assert.equal(matcher.said("a:1 b:1 c:1 d:1").match(/“/g)?.length, 3);
  assert.equal(matcher.said("lr=1 words"), "");
  assert.equal(withRange("lr > ", "val/acc", [0.5, Infinity]), "val/acc>=0.5", "what is added is not its value");
});

test("a brush takes the place of the one before, and leaves the rest alone", () => {
  const first = withRange("tag:prod or old", "lr", [0.0012345678, 0.1]);
  assert.equal(first, "(tag:prod or old) lr>=0.001234 lr<=0.1");
  assert.deepEqual(rangeOf(first, "lr"), [0.001234, 0.1]);
  const second = withRange(first, "lr", [1, 2]);
  assert.equal(second, "(tag:prod or old) lr>=1 lr<=2");
  assert.equal(withRange(second, "lr", null), "(tag:prod or old)");
  assert.equal(withRange("-(a or b) x", "my key", [1, 2]), '-(a or b) x "my key">=1 "my key"<=2');
  assert.equal(rangeOf("lr>=1 or lr<=2", "lr"), null, "only what every run must fulfil");
});

test("a choice of values", () => {
  const one = withChoice("", "opt", ["adam w"]);
  assert.equal(one, 'opt="adam w"');
  const two = withChoice(one, "opt", ["sgd", "adam w"]);
  assert.equal(two, '(opt=sgd or opt="adam w")');
  assert.deepEqual(choiceOf(two, "opt"), ["sgd", "adam w"]);
  assert.equal(withChoice(`${two} tag:prod`, "opt", null), "tag:prod");
});

test("a range never leaves out what was brushed", () => {
  for (const value of [
    0.1 + 0.2,
    1e-300,
    -7.123456,
    123456.789,
    5e-324,
    1.7976931348623157e308,
    -0.30000000000000004,
  ]) {
    const range = rangeOf(withRange("", "x", [value, value]), "x");
    assert.ok(range && range[0] <= value && range[1] >= value, `${value} in ${range}`);
  }
});

test("whatever is typed is a query, and quoting gives back what was meant", () => {
  const signs = ['"', "(", ")", "-", "or", "and", "not", ":", "=", ">=", "!", "\\", "a", "lr", "0.1", " ", "é"];
  let seed = 1;
  const next = (): number => (seed = (seed * 48271) % 2147483647);
  for (let round = 0; round < 3000; round += 1) {
    const text = Array.from({ length: next() % 9 }, () => signs[next() % signs.length]).join(next() % 2 ? " " : "");
    matcher.apply(text, table.rows);
    if (text.trim() === "") continue;
    const term = parseQuery(`${quote(text)}=${quote(text)}`);
    assert.ok(term?.kind === "term" && term.key === text && term.value === text, text);
  }
});

test("what is too long or too deep is refused in a sentence, and at once", () => {
  const started = performance.now();
  const cases: [string, RegExp][] = [
    ["(".repeat(10_000), /2,000 words/],
    ["not ".repeat(100_000), /20,000 characters/],
    [`${"not ".repeat(1500)}a`, /100 deep/],
    ["-(".repeat(999), /100 deep/],
    ["x".repeat(1_000_000), /20,000 characters/],
    ['"'.repeat(20_001), /20,000 characters/],
    ["a or ".repeat(10_000), /20,000 characters/],
    ["a or ".repeat(3000), /2,000 words/],
    [`${"(".repeat(101)}a${")".repeat(101)}`, /100 deep/],
  ];
  for (const [query, message] of cases) {
    assert.match(matcher.said(query), message);
    assert.match(matcher.said(query), /is not applied\.$/);
    assert.deepEqual(matcher.apply(query, table.rows), table.rows);
    assert.equal(withRange(query, "lr", [1, 2]), "lr>=1 lr<=2", "what was not in force gives way");
  }
  assert.ok(performance.now() - started < 1000);
});

test("what is just within the limits is answered", () => {
  const deep = `${"(".repeat(MOST.levels)}alpha${")".repeat(MOST.levels)}`;
  assert.deepEqual(matcher.apply(deep, table.rows), [0]);
  assert.deepEqual(matcher.apply(`${"not ".repeat(MOST.levels)}alpha`, table.rows), [0]);
  assert.deepEqual(matcher.apply(`${"alpha or ".repeat(999)}beta`, table.rows), [0, 1]);
  assert.equal(readQuery("x".repeat(MOST.characters)).refused, "");
  assert.equal(readQuery(" ".repeat(MOST.characters)).query, null);
  assert.equal(readQuery(`"${"\\".repeat(MOST.characters - 1)}`).refused, "");
});
