// Logged tables of several runs, joined by a column. Pure.

import type { TableEntry } from "../core/shapes/logged";
import type { Raw } from "../core/shapes/runs";
import { cellText } from "../logged/rows";

interface Joined {
  /** The column that tells rows apart. */
  readonly on: string;
  /** Columns that could tell rows apart: those that all tables have. */
  readonly offered: readonly string[];
  /** The other columns of any table. */
  readonly columns: readonly string[];
  readonly rows: readonly JoinedRow[];
  /** Rows left out because their value in `on` came before in the same table. */
  readonly repeated: number;
}

export interface JoinedRow {
  readonly key: Raw;
  /** By column, then by table; undefined where the table lacks the row or the column. */
  readonly cells: readonly (readonly (Raw | undefined)[])[];
  /** Whether some tables differ here, by column. */
  readonly differs: readonly boolean[];
}

/**
 * Rows in the order of the first table, then those that only later ones have. A wish that no table meets is the first
 * column.
 */
export function joinTables(tables: readonly TableEntry[], wish: string): Joined {
  const first = tables[0]?.columns ?? [];
  const shared = first.filter((name) => tables.every(({ columns }) => columns.includes(name)));
  const on = shared.includes(wish) ? wish : (shared[0] ?? first[0] ?? "");
  const columns = [...new Set(tables.flatMap((table) => table.columns))].filter((name) => name !== on);
  const byKey = new Map<string, { key: Raw; at: (readonly Raw[] | undefined)[] }>();
  let repeated = 0;
  tables.forEach((table, index) => {
    const place = table.columns.indexOf(on);
    for (const row of table.rows) {
      const key = place < 0 ? null : (row[place] ?? null);
      const name = `${typeof key} ${cellText(key)}`;
      const found = byKey.get(name) ?? { key, at: [] };
      byKey.set(name, found);
      if (found.at[index]) repeated += 1;
      else found.at[index] = row;
    }
  });
  const places = columns.map((name) => tables.map((table) => table.columns.indexOf(name)));
  const rows = [...byKey.values()].map(({ key, at }) => {
    const cells = places.map((byTable) =>
      byTable.map((place, index) => (place < 0 ? undefined : cellOf(at[index], place))),
    );
    return {
      key,
      cells,
      differs: cells.map((byTable) => byTable.some((raw) => identity(raw) !== identity(byTable[0]))),
    };
  });
  return { on, offered: shared, columns, rows, repeated };
}

function cellOf(row: readonly Raw[] | undefined, place: number): Raw | undefined {
  return row === undefined ? undefined : (row[place] ?? null);
}

function identity(raw: Raw | undefined): string {
  return raw === undefined ? "absent" : `${typeof raw}:${raw === null ? "" : cellText(raw)}`;
}
