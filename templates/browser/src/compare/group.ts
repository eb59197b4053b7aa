// The charts of this page come and go with the runs; what listens to their group has to go with them.
import { ChartGroup } from "../plot";

export class PassingGroup extends ChartGroup {
  private offs: (() => void)[] | null = null;

  override onChange(listener: () => void): () => void {
    return this.noted(super.onChange(listener));
  }

  override onEmphasis(watcher: () => void): () => void {
    return this.noted(super.onEmphasis(watcher));
  }

  /** Forget who began to listen since the last call; who listened before the first one stays. */
  release(): void {
    for (const off of this.offs ?? []) off();
    this.offs = [];
  }

  private noted(off: () => void): () => void {
    this.offs?.push(off);
    return off;
  }
}
