import type { PlannedGranule } from "../plan/types.ts";
import type { GranuleEntry } from "../write/journal.ts";
import type { CurrentGranule, GenerationProgress } from "./types.ts";

/** Counts what a run has done, and tells it. */
export class ProgressCounter {
  readonly #tell: (progress: GenerationProgress) => void;
  readonly #current = new Map<number, CurrentGranule>();
  readonly #startedMs = performance.now();
  readonly #total: number;
  /** Bytes of the files of granules, by ordinal, and of all that are not done. */
  readonly #bytes: ReadonlyMap<number, number>;
  #bytesLeft = 0;
  #done = 0;
  #doneNow = 0;
  #instances = 0;
  #skipped = 0;
  #bytesFetched = 0;

  /**
   * @param granules all of this run's, with those that earlier runs have done
   * @param entries what earlier runs have done
   */
  constructor(
    granules: readonly PlannedGranule[],
    entries: readonly GranuleEntry[],
    tell: ((progress: GenerationProgress) => void) | undefined,
  ) {
    this.#tell = tell ?? (() => {});
    this.#total = granules.length;
    this.#bytes = new Map(
      granules.map(({ ordinal, sync, cldclass, parasol }) => [ordinal, sync.size + cldclass.size + parasol.size]),
    );
    for (const bytes of this.#bytes.values()) this.#bytesLeft += bytes;
    for (const entry of entries) this.#count(entry);
    this.#report("make");
  }

  get instances(): number {
    return this.#instances;
  }

  get bytesFetched(): number {
    return this.#bytesFetched;
  }

  onFetch({ ordinal, name }: PlannedGranule, share: number): void {
    this.#current.set(ordinal, { granule: name, phase: "fetch", share });
    this.#report("make");
  }

  onBytes(bytes: number): void {
    this.#bytesFetched += bytes;
  }

  onMake({ ordinal, name }: PlannedGranule, share: number): void {
    this.#current.set(ordinal, { granule: name, phase: "make", share });
    this.#report("make");
  }

  onDone(entry: GranuleEntry): void {
    this.#count(entry);
    this.#doneNow++;
    this.#report("make");
  }

  onFinish(): void {
    this.#report("finish");
  }

  #count(entry: GranuleEntry): void {
    this.#current.delete(entry.ordinal);
    this.#bytesLeft -= this.#bytes.get(entry.ordinal) ?? 0;
    this.#done++;
    if ("skipped" in entry) this.#skipped++;
    else this.#instances += entry.instances.length;
  }

  #report(phase: "make" | "finish"): void {
    const current = [...this.#current].sort(([a], [b]) => a - b).map(([, granule]) => granule);
    this.#tell({
      phase,
      done: this.#done,
      total: this.#total,
      instances: this.#instances,
      skipped: this.#skipped,
      bytesFetched: this.#bytesFetched,
      bytesLeft: this.#bytesLeft,
      current,
      secondsLeft: this.#secondsLeft(current),
    });
  }

  /** At the speed of this run so far; granules that are being made count by their shares. */
  #secondsLeft(current: readonly CurrentGranule[]): number | undefined {
    if (this.#doneNow === 0) return this.#done === this.#total ? 0 : undefined;
    const shares = current.reduce((sum, { phase, share }) => sum + (phase === "make" ? share : 0), 0);
    const elapsed = (performance.now() - this.#startedMs) / 1000;
    return (elapsed / (this.#doneNow + shares)) * (this.#total - this.#done - shares);
  }
}
