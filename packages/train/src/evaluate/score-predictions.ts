import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Evaluation } from "@atcs/dataset";
import { checkPrediction, emptyPrediction, mostPredictionBytes } from "./check-prediction.ts";
import type { Problems } from "./problems.ts";
import { readLimited } from "./read-file.ts";
import type { ScoredSubset } from "./scored-subset.ts";

/** How predictions are scored. */
export interface ScoreOptions {
  /** Of the binary tasks; null takes the usual one. */
  readonly threshold: number | null;
  /** Where the files are told to be: `predictions/`. @default "" */
  readonly prefix?: string | undefined;
  readonly followLinks: boolean;
  /** Called with each file, sound or not. */
  readonly onFile?: ((name: string, bytes: Uint8Array) => Promise<void>) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it. */
export interface ScoredPredictions {
  /** Undefined when a prediction is wrong, or missing. */
  readonly evaluation: Evaluation | undefined;
  /** SHA-256 of each file that was read, in hexadecimal, by name. */
  readonly digests: ReadonlyMap<string, string>;
}

/**
 * Check the files `<id>.npy` of all instances and score them, each read once: what is scored is what was checked.
 * @param problems gets all that are found
 * @throws (rejects with) DatasetError of a damaged dataset; TrainError TRAIN_IO; the reason of the signal
 */
export async function scorePredictions(
  directory: string,
  subset: ScoredSubset,
  problems: Problems,
  { threshold, prefix = "", followLinks, onFile, onProgress, signal }: ScoreOptions,
): Promise<ScoredPredictions> {
  const { data, heightBins } = subset;
  const digests = new Map<string, string>();
  let isSound = true;
  const predictionOf = async (id: number): Promise<Uint8Array | Float32Array> => {
    const name = `${id}.npy`;
    const expected = {
      task: data.task,
      points: await subset.points(id, { signal }),
      bins: heightBins[1] - heightBins[0],
    };
    const found = await problems.attemptOf(`${prefix}${name}`, id, async () => {
      const bytes = await readLimited(join(directory, name), { mostBytes: mostPredictionBytes(expected), followLinks });
      digests.set(name, sha256(bytes));
      await onFile?.(name, bytes);
      return checkPrediction(bytes, expected);
    });
    if (found === undefined) isSound = false;
    return found ?? emptyPrediction(expected);
  };
  const evaluation = await data.evaluate(predictionOf, { threshold: threshold ?? undefined, onProgress, signal });
  return { evaluation: isSound ? evaluation : undefined, digests };
}

/** In hexadecimal. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
