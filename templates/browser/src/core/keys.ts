// Keyboard shortcuts. Pages register theirs; xreport.js listens, and shows all of them on "?". Scripts of a page are
// bundled apart from each other, so the list lives on the window.

export interface Shortcut {
  /** One key ("/"), or two pressed one after the other ("g r"). */
  readonly keys: string;
  readonly what: string;
  /** Missing where a part of the page answers the keys itself: then they are only listed. */
  readonly run?: () => void;
}

/** A shortcut with what it does. */
type Running = Shortcut & Required<Pick<Shortcut, "run">>;

declare global {
  interface Window {
    xreport_keys?: Shortcut[];
  }
}

/** Add a shortcut of this page; the first of equal keys counts. */
export function register(keys: string, what: string, run?: () => void): void {
  shortcuts().push(run ? { keys, what, run } : { keys, what });
}

export function shortcuts(): Shortcut[] {
  return (window.xreport_keys ??= []);
}

/** Whether a key pressed there is meant as text, or for a control that has keys of its own. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:input|textarea|select)$/i.test(target.tagName))
  );
}

/** Milliseconds between the two keys of a pair. */
const PAIR = 1200;

/** Which shortcut a key means, after the key before it. */
export class KeyReader {
  private before = "";
  private since = 0;

  constructor(private readonly known: () => readonly Shortcut[]) {}

  press(key: string, now: number): Running | undefined {
    const pair = now - this.since < PAIR ? `${this.before} ${key}` : key;
    const known = this.known().filter((shortcut): shortcut is Running => shortcut.run !== undefined);
    const found = known.find(({ keys }) => keys === pair) ?? known.find(({ keys }) => keys === key);
    [this.before, this.since] = found ? ["", 0] : [key, now];
    return found;
  }
}
