// Sliders that move together: each item shows its step nearest to the one chosen.
import { mergeHash, readHash, replaceHash } from "../core/hash";

export class Link {
  private readonly members = new Set<(step: number) => void>();
  private linked: boolean;
  private step: number | null;

  constructor(hash: string) {
    const state = readHash(hash);
    const step = state.get("step") ?? "";
    this.step = step !== "" && Number.isFinite(Number(step)) ? Number(step) : null;
    this.linked = state.get("link") !== "0";
  }

  get on(): boolean {
    return this.linked;
  }

  /** The step that a new member begins with, null for its last. */
  get start(): number | null {
    return this.step;
  }

  add(member: (step: number) => void): void {
    this.members.add(member);
  }

  setLinked(linked: boolean): void {
    this.linked = linked;
    if (linked && this.step !== null) for (const member of this.members) member(this.step);
    this.write();
  }

  /** An item was moved by its reader; the last frame of all is the default and not worth a link. */
  moved(from: (step: number) => void, step: number | null): void {
    if (step === null) return;
    this.step = step;
    if (this.linked) for (const member of this.members) if (member !== from) member(step);
    this.write();
  }

  private write(): void {
    const step = this.linked && this.step !== null ? String(this.step) : "";
    replaceHash(
      mergeHash(location.hash, [
        ["step", step],
        ["link", this.linked ? "" : "0"],
      ]),
    );
  }
}
