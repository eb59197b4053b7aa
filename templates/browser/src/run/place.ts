// Where a run stands among others: its page keeps places ready, the data of its task fills them.
import { loadData } from "../core/data";
import { el, fill } from "../core/dom";
import { root } from "../core/page";
import type { ChangesData, RunChanges, RunDifference } from "../core/shapes/changes";
import type { PlacesData, Rank, RunPlace } from "../core/shapes/places";
import type { DataScripts } from "../core/shapes/scripts";

/** Fill what tells of the run's place: wait for its colour and ranks, not for what changed. */
export function mountPlace(place: HTMLElement): Promise<void> {
  const { xrPlace: slug = "", xrShard: shard = "", xrDeeper: digits = "" } = place.dataset;
  const placed = (data: PlacesData): void => {
    const known = data.runs[slug];
    if (known) showPlace(place, known);
  };
  const told = (data: ChangesData): void => showChanges(slug, data.runs[slug] ?? { differences: [], artifacts: [] });
  // Where they do not come, or are damaged, the way to the task's page stays.
  shardOf("changes", shard, digits)
    .then(told)
    .catch(() => undefined);
  return shardOf("places", shard, digits)
    .then(placed)
    .catch(() => undefined);
}

/** Load what a task's data tells of a run: of a shard that has too many runs, the deeper one of the next digit. */
async function shardOf<K extends "places" | "changes">(
  kind: K,
  shard: string,
  digits: string,
): Promise<DataScripts[`${K}/${string}`]> {
  const found = await loadData(`${kind}/${shard}`);
  return found.deeper ? shardOf(kind, shard + digits.charAt(0), digits.slice(1)) : found;
}

function showPlace(place: HTMLElement, { color, ranks }: RunPlace): void {
  for (const colored of document.querySelectorAll("[data-xr-dot], [data-xr-curves]")) {
    colored.setAttribute("data-xr-color", String(color));
  }
  showRanks(place, ranks);
}

function showRanks(place: HTMLElement, ranks: readonly Rank[]): void {
  for (const tile of place.querySelectorAll<HTMLElement>("[data-xr-rank]")) {
    const found = ranks.find((rank) => rank.key === tile.dataset.xrRank);
    if (!found) {
      tile.remove();
      continue;
    }
    const [value, note] = [tile.querySelector(".xr-tile-value"), tile.querySelector(".xr-tile-note")];
    if (value) value.textContent = found.place;
    if (note) note.textContent = found.note;
  }
}

function showChanges(slug: string, told: RunChanges): void {
  const section = document.querySelector<HTMLElement>("[data-xr-changes]");
  if (section && told.differences.length === 0) section.remove();
  section
    ?.querySelector("p")
    ?.replaceWith(
      el("div", { class: "xr-grid", "data-wide": true }, ...told.differences.map((one) => card(slug, one))),
    );
  const cells = document.querySelectorAll<HTMLElement>("[data-xr-artifact]");
  for (const { at, relation, runs, more } of told.artifacts) {
    const cell = cells[at];
    if (!cell) continue;
    fill(cell, `${relation} `, ...runs.flatMap(([name, other], place) => [place > 0 && ", ", link(name, other)]));
    if (more > 0) cell.append(` and ${more.toLocaleString("en")} more`);
  }
}

function link(name: string, slug: string): HTMLElement {
  return el("a", { href: `${root()}runs/${slug}.html` }, name);
}

function card(slug: string, one: RunDifference): HTMLElement {
  const rows = one.changes.map(({ what, before, after }) =>
    el("tr", {}, el("th", { scope: "row" }, what), el("td", { class: "xr-muted" }, before), el("td", {}, after)),
  );
  const head = el("tr", {}, el("td"), el("th", {}, link(one.name, one.slug)), el("th", {}, "this run"));
  const compare = `${root()}compare.html#runs=${encodeURIComponent(one.slug)},${encodeURIComponent(slug)}`;
  return el(
    "div",
    { class: "xr-card" },
    el("p", {}, one.sentence),
    rows.length > 0 && el("table", { class: "xr-table" }, el("thead", {}, head), el("tbody", {}, ...rows)),
    el(
      "p",
      {},
      one.more > 0 && `${one.more.toLocaleString("en")} more differ. `,
      el("a", { href: compare }, "Compare side by side"),
    ),
  );
}
