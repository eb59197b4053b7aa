// Data comes in classic scripts that put themselves under window.xreport_data: the one way that works from file://.
import { root } from "./page";
import type { DataScripts } from "./shapes/scripts";

declare global {
  interface Window {
    xreport_data?: Record<string, unknown>;
  }
}

/**
 * Keys name files below data/: lower-case words, one folder at most. A key from an address bar cannot leave the folder.
 */
const KEY = /^(?:[a-z]+\/)?[A-Za-z0-9][A-Za-z0-9_-]*$/;

const pending = new Map<string, Promise<unknown>>();

/** Load `data/<key>.js` once and return what it holds. */
export function loadData<K extends keyof DataScripts>(key: K): Promise<DataScripts[K]> {
  const known = pending.get(key) as Promise<DataScripts[K]> | undefined;
  if (known) return known;
  const promise = KEY.test(key) ? fetchData(key) : Promise.reject(new Error(`no such data: ${key}`));
  pending.set(key, promise);
  promise.catch(() => pending.delete(key));
  return promise;
}

async function fetchData<K extends keyof DataScripts>(key: K): Promise<DataScripts[K]> {
  if (!held(key)) await brought(key);
  if (!held(key)) await loadScript(`data/${key}.js`);
  if (!held(key)) throw new Error(`data/${key}.js does not hold "${key}"`);
  return (window.xreport_data as Record<string, unknown>)[key] as DataScripts[K];
}

/** Wait for a script of the page itself that brings this data, where there is one; it runs before the page is ready. */
function brought(key: string): Promise<void> {
  const script = document.querySelector(`script[data-xr-data="${key}"]`);
  if (!script || document.readyState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    for (const event of ["load", "error"]) script.addEventListener(event, () => resolve(), { once: true });
    document.addEventListener("DOMContentLoaded", () => resolve(), { once: true });
  });
}

function held(key: string): boolean {
  return Object.hasOwn(window.xreport_data ?? {}, key);
}

/** Run a script of the site, given by its path below the root. */
export function loadScript(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = root() + path;
    // A damaged script is told to whoever waits for it, not to everybody.
    const damaged = (event: ErrorEvent): void => {
      if (event.filename === script.src) event.preventDefault();
    };
    window.addEventListener("error", damaged);
    const done = (end: () => void) => () => {
      window.removeEventListener("error", damaged);
      end();
    };
    script.onload = done(resolve);
    script.onerror = done(() => reject(new Error(`${path} could not be loaded`)));
    document.head.append(script);
  });
}

/** Add a style sheet of the site, given by its path below the root. */
export function loadStyle(path: string): void {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = root() + path;
  document.head.append(link);
}
