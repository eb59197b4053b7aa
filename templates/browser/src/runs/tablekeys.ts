// Keys of the runs table. The sheet of all keys (?) and the help of the query box are made from this list.
import { register } from "../core/keys";

interface TableKey {
  readonly keys: string;
  readonly what: string;
}

/** What the table answers itself while the keys are in it (grid.ts, heads.ts). */
export const TABLE_KEYS: readonly TableKey[] = [
  { keys: "↑ ↓ ← →", what: "Move in the table; ← and → on a group close and open it" },
  { keys: "Space", what: "Select the run or group under the cursor; on a head, sort" },
  { keys: "Shift ↑ ↓", what: "Take the next run along into the selection" },
  { keys: "Enter", what: "Open the run under the cursor; of a group, list its runs; on a head, sort" },
  { keys: "↓", what: "On a head: the menu of its column" },
];

export const PIN: TableKey = {
  keys: "p",
  what: "Pin the run under the cursor, or the selected ones, or let go of them",
};
export const BASE: TableKey = {
  keys: "b",
  what: "Make the run under the cursor the baseline, or the only selected one",
};

export function registerTable(pin: () => void, base: () => void): void {
  for (const { keys, what } of TABLE_KEYS) register(keys, what);
  register(PIN.keys, PIN.what, pin);
  register(BASE.keys, BASE.what, base);
}
