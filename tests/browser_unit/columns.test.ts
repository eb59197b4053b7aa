import assert from "node:assert/strict";
import { test } from "node:test";

import { RunTable } from "../../templates/browser/src/core/runtable";
import type { Raw, RunsData, SentColumn } from "../../templates/browser/src/core/shapes/runs";
import { unpack } from "../../templates/browser/src/core/unpack";
import vectors from "../vectors/columns.json";

interface Case {
  readonly about: string;
  readonly values: readonly Raw[];
  readonly text: readonly string[] | null;
}

const sent = vectors.sent as unknown as RunsData;

for (const [place, { about, values, text }] of (vectors.cases as unknown as Case[]).entries()) {
  test(`a column as Python sends it: ${about}`, () => {
    const column = unpack(sent.columns[place] as SentColumn, values.length);
    assert.deepEqual(column.values, values);
    assert.deepEqual(column.text, text);
  });
}

test("where the pages of runs lie, their colours and scores that were set, as Python sends them", () => {
  const table = new RunTable({ ...sent, columns: [] });
  assert.ok("pool" in sent.colors && "pool" in sent.scored);
  assert.deepEqual(
    table.rows.map((row) => [table.page(row), table.color(row), table.scored(row)]),
    table.rows.map((row) => [`runs/run-${row}.html`, vectors.colors[row], vectors.scored[row]]),
  );
  assert.equal(table.row("run-149"), 149);
});
