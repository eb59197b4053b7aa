// Names that tell runs apart where several go by one name, as seeds, or the runs of a script that names them all alike.
import { cellText, type RunTable } from "./runtable";

/** What people tell runs of one name apart by. */
const TELLING = ["task", "project", "group", "seed"];

/**
 * The name of each run; where others here share it, with what they differ by: "knn (Wine)", or the end of their
 * address.
 */
export function distinctNames(table: RunTable, rows: readonly number[]): Map<number, string> {
  const sharing = new Map<string, number[]>();
  for (const row of rows) {
    const name = table.name(row);
    const same = sharing.get(name);
    if (same) same.push(row);
    else sharing.set(name, [row]);
  }
  return new Map(
    [...sharing].flatMap(([name, same]) =>
      same.length === 1 ? [[same[0] as number, name] as const] : told(table, name, same),
    ),
  );
}

function told(table: RunTable, name: string, rows: readonly number[]): (readonly [number, string])[] {
  const texts = TELLING.map((key) => table.column(key))
    .filter((column) => column !== undefined)
    .map((column) =>
      rows.map((row) => (column.key === "seed" ? `seed ${cellText(column, row)}` : cellText(column, row))),
    )
    .find((found) => new Set(found).size === rows.length);
  return rows.map((row, index) => [row, `${name} (${texts?.[index] || table.slug(row).split("-").at(-1)})`] as const);
}
