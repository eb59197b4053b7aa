// Full-text search over the site's own index: all words must match, by prefix, names before the rest.
import MiniSearch from "minisearch";

import type { SearchEngine } from "./searchbox";
import type { SearchEntry } from "./shapes/search";

/**
 * Words as people type them: names split at every sign, and whole besides ("lr=0.1" is found as "lr", "0.1" and
 * "lr=0.1").
 */
export function words(text: string): string[] {
  const whole = text
    .toLowerCase()
    .split(/[\s,;]+/)
    .filter(Boolean);
  const parts = whole.flatMap((word) => word.split(/[^\p{L}\p{N}.+]+/u)).filter(Boolean);
  return [...new Set([...whole, ...parts])];
}

export function buildEngine(entries: readonly SearchEntry[]): SearchEngine {
  const index = new MiniSearch<SearchEntry & { id: number }>({
    fields: ["t", "x"],
    tokenize: words,
    processTerm: (term) => term,
    searchOptions: {
      boost: { t: 4 },
      prefix: true,
      combineWith: "AND",
      tokenize: (query) =>
        query
          .toLowerCase()
          .split(/[\s,;]+/)
          .filter(Boolean),
    },
  });
  index.addAll(entries.map((entry, id) => ({ ...entry, id })));
  return {
    find(query, limit) {
      const exact = index.search(query);
      const found = exact.length ? exact : index.search(query, { fuzzy: (term) => (term.length > 4 ? 0.2 : false) });
      return found.slice(0, limit).map((hit) => entries[hit.id as number] as SearchEntry);
    },
  };
}
