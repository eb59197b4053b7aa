// Configurations of a task: means over seeds, and whether two differ by more than chance. Python computed them
// (data/standings/<task>.js); here they are looked up, and p-values adjusted for how many are shown.
import { loadData } from "../core/data";
import type { Num, StandingsData } from "../core/shapes/standings";

export interface Configuration {
  readonly fingerprint: string;
  /** Anchor on the page of replicates. */
  readonly slug: string;
  readonly n: number;
  readonly mean: number;
  readonly low: Num;
  readonly high: Num;
}

export interface Effect {
  readonly difference: number;
  readonly low: Num;
  readonly high: Num;
  readonly p: Num;
}

/** What can be said of a configuration against the baseline's. */
export type Verdict =
  | { readonly kind: "same" }
  | { readonly kind: "few" }
  | { readonly kind: "unknown" }
  | { readonly kind: "tied" | "differs"; readonly effect: Effect; readonly p: number };

export async function loadStandings(keys: Iterable<string>): Promise<Standings> {
  const wanted = [...new Set(keys)].filter((key): key is `standings/${string}` =>
    /^standings\/[A-Za-z0-9-]+$/.test(key),
  );
  const loaded = await Promise.allSettled(wanted.map((key) => loadData(key)));
  const found = loaded.flatMap((one) => (one.status === "fulfilled" && isStandings(one.value) ? [one.value] : []));
  return new Standings(found, wanted.length - found.length);
}

/** Whether it looks like what Python writes: a file may be damaged, or of another version. */
function isStandings(data: unknown): data is StandingsData {
  const { alpha, metrics } = (data ?? {}) as Partial<StandingsData>;
  const rows = (found: unknown): boolean => Array.isArray(found) && found.every(Array.isArray);
  return (
    typeof alpha === "number" &&
    Array.isArray(metrics) &&
    metrics.every((metric) => rows(metric?.configurations) && rows(metric?.pairs))
  );
}

export class Standings {
  private readonly configurations = new Map<string, Configuration>();
  private readonly effects = new Map<string, Effect>();
  private readonly names = new Set<string>();
  readonly alpha: number;

  /** `lost` is how many files of tasks could not be loaded. */
  constructor(
    tasks: readonly StandingsData[],
    readonly lost = 0,
  ) {
    this.alpha = tasks[0]?.alpha ?? 0.05;
    for (const { metrics } of tasks) {
      for (const { name, configurations, pairs } of metrics) {
        this.names.add(name);
        for (const [fingerprint, slug, n, mean, low, high] of configurations)
          this.configurations.set(`${name}\n${fingerprint}`, { fingerprint, slug, n, mean, low, high });
        for (const [a, b, difference, low, high, p] of pairs) {
          const [first, second] = [configurations[a]?.[0], configurations[b]?.[0]];
          this.effects.set(`${name}\n${first}\n${second}`, { difference, low, high, p });
          this.effects.set(`${name}\n${second}\n${first}`, {
            difference: -difference,
            low: negative(high),
            high: negative(low),
            p,
          });
        }
      }
    }
  }

  /** Metrics that rank some task. */
  has(metric: string): boolean {
    return this.names.has(metric);
  }

  of(metric: string, fingerprint: string): Configuration | undefined {
    return this.configurations.get(`${metric}\n${fingerprint}`);
  }

  /** Verdicts on configurations against one; p-values adjusted by Holm's method over those that are shown together. */
  against(metric: string, base: string, fingerprints: readonly string[]): Map<string, Verdict> {
    const found = new Map<string, Verdict>();
    const tested: [string, Effect, number][] = [];
    const known = this.of(metric, base);
    for (const fingerprint of new Set(fingerprints)) {
      const effect = this.effects.get(`${metric}\n${fingerprint}\n${base}`);
      const here = this.of(metric, fingerprint);
      if (fingerprint === base) found.set(fingerprint, { kind: "same" });
      else if (effect && effect.p !== null) tested.push([fingerprint, effect, effect.p]);
      else if (here && known && (effect || here.n < 2 || known.n < 2)) found.set(fingerprint, { kind: "few" });
      else found.set(fingerprint, { kind: "unknown" });
    }
    const adjusted = holm(tested.map(([, , p]) => p));
    tested.forEach(([fingerprint, effect], index) => {
      const p = adjusted[index] as number;
      found.set(fingerprint, { kind: p < this.alpha ? "differs" : "tied", effect, p });
    });
    return found;
  }
}

/** P-values adjusted for their number, in their order: as `xreport.analysis.stats.holm`. */
export function holm(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  const adjusted: number[] = [];
  let highest = 0;
  order.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (values.length - rank) * (values[index] as number)));
    adjusted[index] = highest;
  });
  return adjusted;
}

function negative(value: Num): Num {
  return value === null ? null : -value;
}

/** "0.9922 ± 0.0035": two digits of the uncertainty, the mean to the same place. */
export function meanText({ mean, low, high }: Configuration): string {
  const half = low === null || high === null ? 0 : (high - low) / 2;
  if (!(half > 0)) return minus(String(Number(mean.toPrecision(4))));
  const decimals = Math.min(12, Math.max(0, 1 - Math.floor(Math.log10(half))));
  return minus(`${mean.toFixed(decimals)} ± ${half.toFixed(decimals)}`);
}

export function pText(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toPrecision(2)}`;
}

function minus(text: string): string {
  return text.replaceAll("-", "−");
}
