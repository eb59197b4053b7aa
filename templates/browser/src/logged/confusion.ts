// A confusion matrix: counts, or the share of each row; as a table, or as heat alone where a table would be too large.
import { button, el } from "../core/dom";
import { compact } from "../core/numbers";
import type { ConfusionEntry } from "../core/shapes/logged";
import type { Frame, Show } from "./frames";
import { Heat } from "./heat";
import { accuracyOf, largestOf, numberOf, rowShares } from "./scales";

/** Labels that a table still shows. */
const READABLE = 40;

export function confusionViewer(body: HTMLElement, key: string, frames: readonly Frame<ConfusionEntry>[]): Show {
  let shares = false;
  let current = 0;
  const host = el("div");
  const value = el("p", { class: "xr-view-value" });
  const toggle = button(
    "Row %",
    () => {
      shares = !shares;
      toggle.setAttribute("aria-pressed", String(shares));
      show(current);
    },
    { "aria-pressed": "false", title: "Share of each row: of all that are truly this, how many were called that" },
  );
  body.append(
    el("div", { class: "xr-toolbar" }, toggle, el("span", { class: "xr-muted" }, "rows: truth, columns: prediction")),
    host,
    value,
  );
  const show = (index: number): void => {
    current = index;
    value.textContent = "";
    host.replaceChildren(...(frames[index]?.entries ?? []).map((entry) => matrix(key, entry, shares, value)));
  };
  return show;
}

function matrix(key: string, entry: ConfusionEntry, shares: boolean, value: HTMLElement): HTMLElement {
  const { labels } = entry;
  const counts = labels.map((_, row) => labels.map((__, column) => numberOf(entry.counts[row]?.[column])));
  const known = counts.map((row) => row.map((count) => (Number.isFinite(count) ? count : 0)));
  const parts = rowShares(known);
  const most = largestOf(known.map(largestOf)) || 1;
  const heat = (row: number, column: number): number =>
    shares ? (parts[row]?.[column] ?? 0) || 0 : (known[row]?.[column] ?? 0) / most;
  const percent = (row: number, column: number): string => {
    const part = parts[row]?.[column] ?? NaN;
    return Number.isNaN(part) ? "–" : `${compact(part * 100, 3)}%`;
  };
  const count = (row: number, column: number): string => compact(counts[row]?.[column] ?? NaN, 6);
  const accuracy = accuracyOf(known);
  const rest = Number.isFinite(accuracy) ? `${compact(accuracy * 100, 4)}% on the diagonal` : "";
  const say = (row: number, column: number): void => {
    const cell = `${count(row, column)} (${percent(row, column)} of the row)`;
    value.textContent = `${labels[row] ?? ""} called ${labels[column] ?? ""}: ${cell}`;
  };
  const quiet = (): void => {
    value.textContent = rest;
  };
  quiet();
  const made =
    labels.length <= READABLE
      ? table(labels, (row, column) => (shares ? percent(row, column) : count(row, column)), heat, say)
      : map(key, labels.length, heat, say);
  made.addEventListener("pointerleave", quiet);
  return made;
}

type At<T> = (row: number, column: number) => T;

function table(labels: readonly string[], text: At<string>, heat: At<number>, say: At<void>): HTMLElement {
  const rows = labels.map((label, row) => {
    const cells = labels.map((_, column) => {
      const cell = el(
        "td",
        { class: "num", "data-at": `${row},${column}`, "data-diagonal": row === column },
        text(row, column),
      );
      cell.style.setProperty("--heat", heat(row, column).toFixed(3));
      return cell;
    });
    return el("tr", {}, el("th", { scope: "row" }, label), ...cells);
  });
  const head = el(
    "thead",
    {},
    el("tr", {}, el("td"), ...labels.map((label) => el("th", { scope: "col", class: "num" }, label))),
  );
  const made = el("table", { class: "xr-table xr-view-matrix" }, head, el("tbody", {}, ...rows));
  made.addEventListener("pointerover", (event) => {
    const [row, column] = ((event.target as HTMLElement).closest<HTMLElement>("td[data-at]")?.dataset.at ?? "").split(
      ",",
    );
    if (row && column) say(Number(row), Number(column));
  });
  return el("div", { class: "xr-scroll", tabindex: 0, role: "group", "aria-label": "Confusion matrix" }, made);
}

function map(key: string, size: number, heat: At<number>, say: At<void>): HTMLElement {
  const drawn = new Heat(`${key}: confusion matrix`);
  const width = 1 / size;
  const cells = Array.from({ length: size * size }, (_, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    return { x: column * width, y: row * width, width, height: width, heat: Math.sqrt(heat(row, column)) };
  });
  drawn.canvas.classList.add("xr-heat-square");
  drawn.show(cells);
  drawn.canvas.addEventListener("pointermove", (event) => {
    const { x, y } = drawn.place(event);
    say(Math.min(size - 1, Math.max(0, Math.floor(y * size))), Math.min(size - 1, Math.max(0, Math.floor(x * size))));
  });
  return el("div", { class: "xr-heat-frame" }, drawn.canvas);
}
