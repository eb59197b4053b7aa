// A group of charts and the address: what is set is in the link, and a link sets it.
import { mergeHash, readHash, replaceHash } from "../core/hash";
import type { ChartGroup } from "./group";
import { formatSettings, KEYS, parseSettings } from "./state";

/** Keep a group and location.hash the same. Other keys of the hash, and anchors, are left alone. */
export function bindAddress(group: ChartGroup): void {
  const read = (): void => {
    const state = readHash(location.hash);
    const anchor = state.size === 0 && location.hash.length > 1; // a link to a heading says nothing about charts
    const wanted = parseSettings(state);
    const now = formatSettings(group.settings, group.zoom);
    const next = formatSettings(wanted.settings, wanted.zoom);
    if (!anchor && now.some(([, value], at) => value !== next[at]?.[1])) group.restore(wanted.settings, wanted.zoom);
  };
  read();
  group.onChange(() => {
    const own = formatSettings(group.settings, group.zoom);
    const state = readHash(location.hash);
    const same = own.every(([key, value]) => (state.get(key) ?? "") === value);
    if (!same) replaceHash(mergeHash(location.hash, own));
  });
  window.addEventListener("hashchange", read);
}

/** The part of a hash that is about charts: for a page that writes its own keys anew. */
export function chartKeys(hash: string): [string, string][] {
  const state = readHash(hash);
  return KEYS.map((key) => [key, state.get(key) ?? ""]);
}
