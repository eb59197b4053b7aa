// The data script of what the search finds (data/search.js).

export interface SearchEntry {
  /** Title, address below the site's root, kind, and further words (tags, params). */
  readonly t: string;
  readonly u: string;
  readonly k: string;
  readonly x: string;
}
