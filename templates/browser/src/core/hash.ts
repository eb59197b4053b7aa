// State in location.hash: `#key=value&key=value`, short, defaults left out. A damaged hash is read as far as it goes.

export function readHash(hash: string): Map<string, string> {
  const state = new Map<string, string>();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const at = part.indexOf("=");
    if (at > 0) state.set(decode(part.slice(0, at)), decode(part.slice(at + 1)));
  }
  return state;
}

/** Write state; empty values are defaults and left out. */
export function writeHash(state: Iterable<readonly [string, string]>): string {
  const parts: string[] = [];
  for (const [key, value] of state) if (value !== "") parts.push(`${encode(key)}=${encode(value)}`);
  return parts.length ? `#${parts.join("&")}` : "";
}

/** Lists hold texts with commas: a comma inside one is escaped. */
export function splitList(text: string): string[] {
  return text === "" ? [] : text.split(",").map((item) => item.replaceAll("%2C", ",").replaceAll("%25", "%"));
}

export function joinList(items: readonly string[]): string {
  return items.map((item) => item.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",");
}

/** Put some keys into a hash and leave the others of it as they are: several parts of a page share one address. */
export function mergeHash(hash: string, own: Iterable<readonly [string, string]>): string {
  const state = readHash(hash);
  for (const [key, value] of own) {
    state.delete(key); // so that the same state is the same link, whatever was set first
    state.set(key, value);
  }
  return writeHash(state);
}

/** Show state in the address bar without a new entry in the history. */
export function replaceHash(hash: string): void {
  if (hash === location.hash) return;
  history.replaceState(history.state, "", hash === "" ? location.pathname + location.search : hash);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** encodeURIComponent, less what is harmless in a fragment and reads better bare. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%(?:2C|2F|3A|3E|3C|40)/g, (code) => decodeURIComponent(code));
}
