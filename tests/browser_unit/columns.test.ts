import assert from "node:assert/strict";
import { test } from "node:test";

import type { Raw, RunsData, SentColumn } from "../../templates/browser/src/core/shapes/runs";
import { unpack } from "../../templates/browser/src/core/unpack";
import vectors from "../vectors/columns.json";

interface Case {
  readonly about: string;
  readonly values: readonly Raw[];
  readonly text: readonly string[] | null;
  readonly sent: RunsData;
}

for (const { about, values, text, sent } of vectors.cases as unknown as Case[]) {
  test(`a column as Python sends it: ${about}`, () => {
    const column = unpack(sent.columns[0] as SentColumn, sent.count);
    assert.deepEqual(column.values, values);
    assert.deepEqual(column.text, text);
  });
}
