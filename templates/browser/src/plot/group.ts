// Charts that belong together: one cursor, one zoom, one set of settings, one line that is looked at.
import { DEFAULTS, type Settings, type Zoom } from "./state";

/** What a group tells its charts. */
export interface Member {
  /** Other settings: draw anew; with `now`, even far from the screen. */
  rebuild(now?: boolean): void;
  /** Another weight of an average that stays on: only the lines move. */
  resmooth(): void;
  applyZoom(zoom: Zoom | null): void;
  /** Another line is looked at; or, with `pins`, others keep their colour. */
  emphasise(pins: boolean): void;
  /** Someone points at an x in another chart; null when they stop. */
  follow(axis: string, x: number | null): void;
}

/** Milliseconds after which a zoom counts as done. */
const RESTED = 150;

export class ChartGroup {
  settings: Settings = DEFAULTS;
  zoom: Zoom | null = null;
  /** Identity of the line that is looked at, "" for none. */
  hot = "";
  /** Lines that keep their colour among many. */
  readonly pinned = new Set<string>();
  /** The line that is best, by the page's own rule; it keeps its colour among many. "" for none. */
  best = "";
  /** Whether some chart asks for an axis of its own rather than the step. */
  ownAxes = false;
  private readonly members = new Set<Member>();
  private readonly listeners = new Set<() => void>();
  private readonly watchers = new Set<() => void>();
  private resting: ReturnType<typeof setTimeout> | undefined;

  add(member: Member): void {
    this.members.add(member);
  }

  remove(member: Member): void {
    this.members.delete(member);
  }

  /** Call back when settings or zoom change; returns how to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Call back when another line is looked at or pinned; returns how to stop. */
  onEmphasis(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  set(change: Partial<Settings>): void {
    const before = this.settings;
    this.settings = { ...before, ...change };
    const keys = Object.keys(change) as (keyof Settings)[];
    const smoothed = before.smoothing > 0 && this.settings.smoothing > 0 && keys.every((key) => key === "smoothing");
    for (const member of this.members) {
      if (smoothed) member.resmooth();
      else member.rebuild();
    }
    this.changed();
  }

  setZoom(zoom: Zoom | null): void {
    this.preview(zoom);
    this.changed();
  }

  /**
   * The same while a finger or a key is held: who listens is told when it rests, as browsers count changes of the
   * address.
   */
  preview(zoom: Zoom | null): void {
    this.zoom = zoom;
    for (const member of this.members) member.applyZoom(zoom);
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.changed(), RESTED);
  }

  /** Take over settings and zoom at once, as from an address. */
  restore(settings: Settings, zoom: Zoom | null): void {
    this.settings = settings;
    this.zoom = zoom;
    this.rebuild();
    this.changed();
  }

  setHot(id: string): void {
    if (id === this.hot) return;
    this.hot = id;
    this.emphasised(false);
  }

  togglePin(id: string): void {
    if (!this.pinned.delete(id)) this.pinned.add(id);
    this.emphasised(true);
  }

  point(from: Member, axis: string, x: number | null): void {
    for (const member of this.members) if (member !== from) member.follow(axis, x);
  }

  rebuild(now = false): void {
    for (const member of this.members) member.rebuild(now);
  }

  private changed(): void {
    clearTimeout(this.resting);
    for (const listener of this.listeners) listener();
  }

  private emphasised(pins: boolean): void {
    for (const member of this.members) member.emphasise(pins);
    for (const watcher of this.watchers) watcher();
  }
}
