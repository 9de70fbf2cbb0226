import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { RunConfig } from "../config/run-config.ts";
import { isTrainError, TrainError } from "../errors.ts";
import { checkpointFiles, runFiles } from "../run/layout.ts";
import { ioError, systemCode } from "../run/write-file.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";

/**
 * The last checkpoint of a run.
 * @returns undefined when nothing was written yet
 * @throws TrainError TRAIN_CHECKPOINT when it is damaged or missing, which names the latest of the others that is sound; TRAIN_IO
 */
export async function readLastCheckpoint(directory: string, config: RunConfig): Promise<Checkpoint | undefined> {
  const names = await checkpointNames(directory);
  const file = join(directory, checkpointFiles.last);
  if (names.length === 0) return undefined;
  try {
    if (names.includes(checkpointFiles.last)) return await readCheckpoint(file, config);
    throw new TrainError("TRAIN_CHECKPOINT", "it is missing", { file });
  } catch (error) {
    if (!isTrainError(error, "TRAIN_CHECKPOINT")) throw error;
    throw await withAdvice(error, directory, config);
  }
}

/** The same error, with the name of a checkpoint to go on with. */
async function withAdvice(error: TrainError, directory: string, config: RunConfig): Promise<TrainError> {
  const sound = await latestSound(directory, config);
  const advice =
    sound === undefined
      ? `no other checkpoint of the run is sound and fits its ${runFiles.config}: bring back what was changed, or start another run`
      : `go on from ${basename(directory)}/${sound.name}, which is sound and of epoch ${sound.epoch} (\`from\`, --from)`;
  const { file, problem } = error;
  return new TrainError("TRAIN_CHECKPOINT", `${problem}; ${advice}`, { file, cause: error });
}

async function latestSound(
  directory: string,
  config: RunConfig,
): Promise<{ readonly name: string; readonly epoch: number } | undefined> {
  let latest: { readonly name: string; readonly epoch: number } | undefined;
  for (const name of await checkpointNames(directory)) {
    try {
      const { epoch } = (await readCheckpoint(join(directory, name), config)).progress;
      if (latest === undefined || epoch > latest.epoch) latest = { name, epoch };
    } catch (error) {
      if (!isTrainError(error)) throw error;
    }
  }
  return latest;
}

async function checkpointNames(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith(".safetensors")).sort();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw ioError(error, directory, "read");
  }
}
