import { stat } from "node:fs/promises";
import { type Checkpoint, encodeCheckpoint, readCheckpoint, writeCheckpoint } from "../checkpoint/checkpoint.ts";
import type { RunConfig } from "../config/run-config.ts";
import { isTrainError, TrainError } from "../errors.ts";
import { checkpointFiles } from "../run/layout.ts";
import type { Progress } from "../run/progress.ts";
import type { RunDirectory } from "../run/run-directory.ts";
import { ioError, removeFile, systemCode } from "../run/write-file.ts";

/**
 * See that the checkpoints are there that belong to the last one: a process that was killed right after it wrote `last` has
 * not written the others, and one that goes on from an earlier epoch finds the best of a later one.
 *
 * @param checkpoint the last one
 * @returns the best that there is; null when there is none, or it is lost, so that the next evaluation is the best again
 * @throws TrainError TRAIN_IO
 */
export async function restoreCheckpoints(
  run: RunDirectory,
  config: RunConfig,
  checkpoint: Checkpoint,
  onWarning: ((message: string) => void) | undefined,
): Promise<Progress["best"]> {
  const { best, epoch, epochSums } = checkpoint.progress;
  const isEndOfEpoch = epoch > 0 && epochSums.batches === 0;
  const write = (name: string, content: Checkpoint): Promise<void> =>
    writeCheckpoint(run.checkpoint(name), encodeCheckpoint(content, config));
  const kept = checkpointFiles.ofEpoch(epoch);
  if (isEndOfEpoch && epoch % config.training.checkpointEvery === 0 && !(await isThere(run.checkpoint(kept)))) {
    await write(kept, checkpoint);
  }
  const file = run.checkpoint(checkpointFiles.best);
  if (best === null) {
    // What there may be is of a later epoch, which is trained again.
    await removeFile(file);
    return null;
  }
  const found = await readOf(file, config, best.epoch);
  if (!isTrainError(found)) return best;
  const isThisOne = isEndOfEpoch && best.epoch === epoch;
  const ofEpoch = run.checkpoint(checkpointFiles.ofEpoch(best.epoch));
  const source = isThisOne ? checkpoint : await readOf(ofEpoch, config, best.epoch);
  if (!isTrainError(source)) {
    await write(checkpointFiles.best, source);
    return best;
  }
  onWarning?.(
    `${found.message}; the best weights so far (epoch ${best.epoch}) are lost, training goes on without them`,
  );
  return null;
}

/** The checkpoint in a file, if it is of the end of an epoch that was the best; else what is wrong. */
async function readOf(file: string, config: RunConfig, epoch: number): Promise<Checkpoint | TrainError> {
  try {
    const found = await readCheckpoint(file, config);
    if (found.progress.best?.epoch === epoch && found.progress.epoch === epoch) return found;
    return new TrainError("TRAIN_CHECKPOINT", `it is of epoch ${found.progress.epoch}: expected epoch ${epoch}`, {
      file,
    });
  } catch (error) {
    if (isTrainError(error)) return error;
    throw error;
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw ioError(error, file, "read");
  }
}
