import type { OperationOptions } from "@atcs/dataset";
import { ScoredSubset, type SubsetSettings } from "../evaluate/scored-subset.ts";

/** Subsets of a dataset, each opened once for all submissions that are scored against it. Close it after use. */
export class SubsetCache {
  readonly #dataset: string;
  readonly #opened = new Map<string, Promise<ScoredSubset>>();
  /** Of each split. */
  readonly #fingerprints = new Map<string, string>();

  /** @param dataset directory, file or URL */
  constructor(dataset: string) {
    this.#dataset = dataset;
  }

  /** @throws (rejects with) what `ScoredSubset.open` throws */
  async open(
    { task, split, subset, heightBins }: SubsetSettings,
    { signal }: OperationOptions = {},
  ): Promise<ScoredSubset> {
    const settings = { task, split, subset, heightBins };
    const key = JSON.stringify(settings);
    const options = { fingerprint: this.#fingerprints.get(split), signal };
    const opening = this.#opened.get(key) ?? ScoredSubset.open(this.#dataset, settings, options);
    this.#opened.set(key, opening);
    const opened = await opening;
    this.#fingerprints.set(split, opened.fingerprint);
    return opened;
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    for (const opened of this.#opened.values()) {
      // What could not be opened was told then.
      await (await opened.catch(() => undefined))?.close();
    }
  }

  /** What `await using` calls: `close`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
