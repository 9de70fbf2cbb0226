import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { loadModel, type Network, type NetworkConfig, type NetworkName } from "@atcs/models";
import { fileSystem } from "@atcs/models/node";
import { readCheckpoint } from "../checkpoint/checkpoint.ts";
import type { RunConfig } from "../config/run-config.ts";
import { readyQuietly } from "../engines/start/backend.ts";
import { zeroMoments } from "../engines/state/values.ts";
import type { TrainingState } from "../engines/types.ts";
import { TrainError } from "../errors.ts";
import { checkpointFiles, runFiles } from "../run/layout.ts";
import { readRunConfig } from "../run/run-directory.ts";

/** What predictions say of the network that made them. */
export interface ModelDescription {
  readonly name: NetworkName;
  readonly config: NetworkConfig;
  /** The file that the weights are from, without its directory. */
  readonly checkpoint: string;
  /** Epochs that were complete; null of a model without a history. */
  readonly epoch: number | null;
  /** SHA-256 of all weights, in hexadecimal. */
  readonly weights: string;
}

/** A network with what it was trained for. */
export interface TrainedModel {
  /** The directory of its run. */
  readonly run: string;
  readonly config: RunConfig;
  readonly state: TrainingState;
  readonly description: ModelDescription;
}

/** The weights of a run: those with the best validation Dice, the last ones, or those of a file. */
export type CheckpointChoice = "best" | "last" | (string & {});

/**
 * Read a trained network.
 * @param path a run directory, or its `model/`
 * @param choice of a run directory. @default the best, or the last when nothing was evaluated
 * @throws TrainError TRAIN_RUN when there is no run; TRAIN_CHECKPOINT for weights that are damaged or of another network;
 * TRAIN_CONFIG, TRAIN_IO; ModelError for a damaged `model/`; RangeError for a choice of weights in `model/`
 */
export async function readTrainedModel(path: string, choice?: CheckpointChoice): Promise<TrainedModel> {
  const directory = resolve(path);
  return (await isThere(join(directory, "model.json")))
    ? fromSavedModel(directory, choice)
    : fromCheckpoint(directory, choice);
}

async function fromCheckpoint(run: string, choice: CheckpointChoice | undefined): Promise<TrainedModel> {
  const config = await readRunConfig(run);
  const file = await checkpointFile(run, choice);
  const { state, progress } = await readCheckpoint(file, config);
  return describe({ run, config, state, file, epoch: progress.epoch });
}

async function checkpointFile(run: string, choice: CheckpointChoice | undefined): Promise<string> {
  const checkpoints = join(run, runFiles.checkpoints);
  const best = join(checkpoints, checkpointFiles.best);
  if (choice === "best") return best;
  if (choice === "last") return join(checkpoints, checkpointFiles.last);
  if (choice === undefined) return (await isThere(best)) ? best : join(checkpoints, checkpointFiles.last);
  const inRun = resolve(run, choice);
  return (await isThere(inRun)) ? inRun : resolve(choice);
}

/** What `saveModel` saved says which network it is, but not what its channels are: the run's configuration does. */
async function fromSavedModel(directory: string, choice: CheckpointChoice | undefined): Promise<TrainedModel> {
  if (choice !== undefined) {
    throw new RangeError(
      `checkpoint is ${JSON.stringify(choice)}: ${directory} has one set of weights; name its run to choose`,
    );
  }
  const run = dirname(directory);
  const config = await readRunConfig(run);
  await readyQuietly();
  const network = await loadModel(fileSystem(directory));
  const file = join(directory, "model.json");
  try {
    checkNetwork(network, config, file);
    return describe({ run, config, state: await stateOf(network), file, epoch: null });
  } finally {
    network.dispose();
  }
}

function checkNetwork({ name, config: found }: Network, { network }: RunConfig, file: string): void {
  const [own, expected] = [{ name, config: found }, network].map((each) => JSON.stringify(each));
  if (own === expected) return;
  const problem = `it is the network ${own}: expected ${expected}, as ${runFiles.config} of its run has it`;
  throw new TrainError("TRAIN_CHECKPOINT", problem, { file });
}

async function stateOf(network: Network): Promise<TrainingState> {
  const parameters = new Map<string, Float32Array>();
  for (const { name } of network.parameters) {
    // A copy: on the cpu these are the values of the tensor themselves.
    parameters.set(name, new Float32Array(await network.variable(name).data<"float32">()));
  }
  return { parameters, ...zeroMoments(network.parameters), step: 0 };
}

interface Found extends Omit<TrainedModel, "description"> {
  readonly file: string;
  readonly epoch: number | null;
}

function describe({ file, epoch, ...found }: Found): TrainedModel {
  const { name, config } = found.config.network;
  const weights = digestOf(found.state.parameters);
  return { ...found, description: { name, config, checkpoint: basename(file), epoch, weights } };
}

function digestOf(parameters: ReadonlyMap<string, Float32Array>): string {
  const hash = createHash("sha256");
  for (const [name, values] of parameters) {
    hash.update(`${name} ${values.length}\n`);
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex");
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
