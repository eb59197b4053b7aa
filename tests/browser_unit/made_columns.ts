// Columns made by hand, as the data script of the runs table has them.
import type { Column, Raw } from "../../templates/browser/src/core/shapes/runs";

export const column = (key: string, values: Raw[], more: Partial<Column> = {}): Column => ({
  key,
  label: key.replace("params.", ""),
  group: key.startsWith("params.") ? "Params" : key.includes(":") ? "Metrics" : "Run",
  kind: "text",
  values,
  text: null,
  ...more,
});
