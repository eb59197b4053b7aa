import assert from "node:assert/strict";
import { test } from "node:test";
import { csvCell } from "../../templates/browser/src/core/csv";
import { compact } from "../../templates/browser/src/core/numbers";
import { sortRows } from "../../templates/browser/src/core/order";
import { repr } from "../../templates/browser/src/core/unpack";
import vectors from "../vectors/formats.json";

for (const [value, expected] of vectors.numbers as [number, string][]) {
  test(`${value} reads as in Python`, () => assert.equal(compact(value), expected));
}

for (const [value, expected] of vectors.shortest as [number, string][]) {
  test(`${expected} is the shortest text of a number as in Python`, () => assert.equal(repr(value), expected));
}

for (const { texts, sorted } of vectors.orders) {
  test(`${texts.join(" ")} are in Python's order`, () => {
    const rows = sortRows([...texts.keys()], texts, false);
    assert.deepEqual(
      rows.map((row) => texts[row]),
      sorted,
    );
  });
}

for (const [text, expected] of vectors.cells as [string, string][]) {
  test(`cell ${JSON.stringify(text)} is written as in Python`, () => assert.equal(csvCell(text), expected));
}
