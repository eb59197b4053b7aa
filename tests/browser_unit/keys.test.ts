import assert from "node:assert/strict";
import { test } from "node:test";

import { KeyReader, type Shortcut } from "../../templates/browser/src/core/keys";

const known: Shortcut[] = ["/", "g r", "r", "g h"].map((keys) => ({ keys, what: keys, run: () => undefined }));
const press = (...pressed: [string, number][]): (string | undefined)[] => {
  const reader = new KeyReader(() => known);
  return pressed.map(([key, time]) => reader.press(key, time)?.keys);
};

test("one key, or two in time", () => {
  assert.deepEqual(press(["/", 0]), ["/"]);
  assert.deepEqual(press(["g", 0], ["r", 100]), [undefined, "g r"]);
  assert.deepEqual(press(["g", 0], ["r", 5000]), [undefined, "r"], "too late for a pair");
  assert.deepEqual(press(["g", 0], ["g", 100], ["h", 200]), [undefined, undefined, "g h"]);
  assert.deepEqual(press(["x", 0], ["/", 100]), [undefined, "/"]);
  assert.deepEqual(press(["g", 0], ["r", 100], ["r", 200]), [undefined, "g r", "r"], "a pair is used up");
});

test("keys that a part of the page answers itself are only listed", () => {
  const reader = new KeyReader(() => [
    { keys: "Space", what: "select" },
    { keys: "Enter", what: "open" },
  ]);
  assert.equal(reader.press("Enter", 0), undefined);
});
