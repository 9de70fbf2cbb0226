import { type Checkpoint, encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../checkpoint/checkpoint.ts";
import type { RunConfig } from "../config/run-config.ts";
import { isTrainError } from "../errors.ts";
import { checkpointFiles } from "../run/layout.ts";
import type { Progress } from "../run/progress.ts";
import type { RunDirectory } from "../run/run-directory.ts";

/**
 * See that the best checkpoint is there that the progress tells of. A process that was killed right after it wrote `last` has
 * not written it: then `last` is the best. One of a later epoch, which is trained again, stays until there is a better one.
 *
 * @returns the best that there is; null when the checkpoint is lost, so that the next evaluation is the best again
 */
export async function restoreBest(
  run: RunDirectory,
  config: RunConfig,
  checkpoint: Checkpoint,
  onWarning: ((message: string) => void) | undefined,
): Promise<Progress["best"]> {
  const { best, epoch, epochSums } = checkpoint.progress;
  if (best === null) return null;
  const file = run.checkpoint(checkpointFiles.best);
  const isThisOne = best.epoch === epoch && epochSums.batches === 0;
  try {
    const found = await readCheckpoint(file, config);
    if (found.progress.best?.epoch === best.epoch || !isThisOne) return best;
  } catch (error) {
    if (!isTrainError(error)) throw error;
    if (!isThisOne) {
      onWarning?.(
        `${error.message}; the best weights so far (epoch ${best.epoch}) are lost, training goes on without them`,
      );
      return null;
    }
  }
  await writeCheckpoint(file, encodeCheckpoint(checkpoint, config));
  return best;
}
