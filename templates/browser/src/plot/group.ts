// Charts of one page share cursor, zoom and settings.

export interface Settings {
  logY: boolean;
  /** Weight of the moving average, 0 is off. */
  smoothing: number;
}

export type Zoom = readonly [min: number, max: number] | null;

/** What a group tells its charts. */
export interface Member {
  applyZoom(zoom: Zoom): void;
  rebuild(): void;
  resmooth(): void;
}

export class ChartGroup {
  readonly settings: Settings = { logY: false, smoothing: 0 };
  zoom: Zoom = null;
  onZoom: (zoom: Zoom) => void = () => undefined;
  private readonly members = new Set<Member>();

  constructor(readonly key: string) {}

  add(member: Member): void {
    this.members.add(member);
  }

  remove(member: Member): void {
    this.members.delete(member);
  }

  setZoom(zoom: Zoom): void {
    this.zoom = zoom;
    for (const member of this.members) member.applyZoom(zoom);
    this.onZoom(zoom);
  }

  setLogY(logY: boolean): void {
    this.settings.logY = logY;
    this.rebuild();
  }

  setSmoothing(weight: number): void {
    // The lines of a chart change in number only when smoothing is switched on or off.
    const switched = (this.settings.smoothing > 0) !== weight > 0;
    this.settings.smoothing = weight;
    for (const member of this.members) {
      if (switched) member.rebuild();
      else member.resmooth();
    }
  }

  rebuild(): void {
    for (const member of this.members) member.rebuild();
  }
}
