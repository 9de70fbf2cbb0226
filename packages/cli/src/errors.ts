import type { ColocateError, ColocateErrorCode } from "@atcs/colocate";
import type { DatasetError, DatasetErrorCode } from "@atcs/dataset";
import type { GranuleError, GranuleErrorCode } from "@atcs/dataset/granules";
import type { HdfError, HdfErrorCode } from "@atcs/hdf";
import type { ModelError, ModelErrorCode } from "@atcs/models";
import type { SimulatorError, SimulatorErrorCode } from "@atcs/simulator";
import type { TrainError, TrainErrorCode } from "@atcs/train";
import { archiveHint, hasArchiveCode, inCommandWords } from "./fetch/archive-errors.ts";

/** The arguments of a command are wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Signals that end a command, with what is left to tidy up done first, and what shells expect of one that they end. */
export const interruptCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Why the signal of a command is aborted: one of the system. */
export class InterruptError extends Error {
  override readonly name = "InterruptError";
  readonly exitCode: (typeof interruptCodes)[keyof typeof interruptCodes];

  constructor(signal: keyof typeof interruptCodes) {
    super(`interrupted by ${signal}`);
    this.exitCode = interruptCodes[signal];
  }
}

/** Parts of a {@link CommandError} beside its message. */
export interface CommandErrorDetails {
  readonly code: string;
  /** What the user can do about it, as a sentence. */
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  readonly cause?: unknown;
}

/** A command could not do all of its job: exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: string;
  readonly hint: string | undefined;
  readonly file: string | undefined;

  constructor(message: string, { code, hint, file, cause }: CommandErrorDetails) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.file = file;
  }
}

/** What is told about an error; `exitCode` is not printed. */
export interface Failure {
  readonly exitCode: 1 | 2 | InterruptError["exitCode"];
  readonly code: string;
  readonly message: string;
  /** What the user can do about it; nothing for what the user has done. */
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
  readonly offset?: number | undefined;
  readonly object?: string | undefined;
}

const hdfHints: Record<HdfErrorCode, string> = {
  HDF_NOT_HDF: "Give an HDF4 or HDF5 file; a failed download often leaves a web page under its name.",
  HDF_DAMAGED: "Fetch the file again.",
  HDF_UNSUPPORTED: "Other objects in the file can still be read.",
  HDF_LIMIT: "The file asks for more memory than a sound one of its kind: check it with atcs inspect FILE",
  HDF_NOT_FOUND: "List what the file holds with: atcs inspect FILE",
  HDF_IO: "Check the path, the permissions and the disk.",
  HDF_CLOSED: "Run the command again.",
};

const granuleHints: Record<GranuleErrorCode, string> = {
  GRANULE_LAYOUT: "Give a granule of the product that was asked for; atcs inspect FILE shows what this one holds.",
  GRANULE_NO_CLOUD_DATA: "Such granules exist in the archive: leave it out.",
  GRANULE_NO_FIELD: "List what the file holds with: atcs inspect FILE",
  GRANULE_ATTRIBUTE: "Report the file: its values cannot be read without guessing.",
};

const granulesHint = "Check the granules with: atcs inspect FILE";

const colocateHints: Record<ColocateErrorCode, string> = {
  COLOCATE_COORDINATE: granulesHint,
  COLOCATE_SHAPE: granulesHint,
  COLOCATE_INDEX: granulesHint,
  COLOCATE_VALUE: granulesHint,
  COLOCATE_TIME: granulesHint,
  COLOCATE_NAME: granulesHint,
  COLOCATE_PATCH: granulesHint,
};

const datasetHints: Record<DatasetErrorCode, string> = {
  DATASET_NOT_FOUND: "Check the path.",
  DATASET_IO: "Check the permissions and the disk, or the connection and the server, and run the command again.",
  DATASET_LAYOUT:
    "Give the directory of a dataset, such as atcs generate makes; atcs validate DIR lists what is damaged in one.",
  DATASET_NPY: "Make or fetch the file again; atcs validate DIR lists all that are damaged.",
  DATASET_PICKLE: "Make or fetch the file again; atcs validate DIR lists all that are damaged.",
  DATASET_INSTANCE: "Make or fetch the instance again; atcs validate DIR lists all that are damaged.",
  DATASET_FIELDS: "Choose fields that the dataset has.",
  DATASET_SPLIT: "Make a split with: atcs split DIR",
  DATASET_STATS: "Compute statistics with: atcs stats DIR",
  DATASET_PREDICTIONS: "Give predictions for the instances of this dataset.",
  DATASET_WRITE: "Make room or check the permissions; what is complete stays.",
  DATASET_IN_USE: "Wait until the other one is done, or choose another directory.",
  DATASET_GENERATION: "What is there was left as it is.",
  DATASET_CLOSED: "Run the command again.",
};

const simulatorHints: Record<SimulatorErrorCode, string> = {
  SIMULATOR_DIRECTORY: "Check the path and its permissions, or choose another directory.",
  SIMULATOR_CONTENT: "Choose another directory, or repeat the options that it was made with.",
  SIMULATOR_IN_USE: "Wait until the other one is done, or choose another directory.",
  SIMULATOR_GRANULE: "What is complete stays: run the command again when the cause is gone.",
  SIMULATOR_WORKER: "Try --workers 0, which makes everything in one thread.",
  SIMULATOR_SERVER: "Give the directory of an archive, such as atcs simulate writes.",
};

const modelHints: Record<ModelErrorCode, string> = {
  MODEL_FORMAT: "Give the run directory of a training, such as atcs train makes.",
  MODEL_WEIGHTS: "Give the run directory of a training, such as atcs train makes.",
  MODEL_IO: "Check the path, the permissions and the disk.",
  MODEL_ONNX: "Choose another network or task.",
  MODEL_DEVICE: "See what works here with: atcs info",
};

/** Nothing where the messages say it all. */
const trainHints: Record<TrainErrorCode, string | undefined> = {
  TRAIN_ENGINE: "See what works here with: atcs info",
  TRAIN_ENGINE_LOST: "The last checkpoint is as it was: go on with --resume, or with another --engine too.",
  TRAIN_MEMORY: undefined,
  TRAIN_LOSS: undefined,
  TRAIN_RUN: undefined,
  TRAIN_IN_USE: undefined,
  TRAIN_CHECKPOINT: undefined,
  TRAIN_CONFIG: "Bring the file back from a copy, or start another run.",
  TRAIN_DATASET: undefined,
  TRAIN_SUBMISSION: undefined,
  TRAIN_IO: "Check the path, the permissions and the disk, and run the command again.",
};

const recordHint = "Remove it with the granules beside it, or choose another directory.";

const portHint = "Choose another one with --port, or leave it out for any that is free.";

/** Where an interrupted command leaves something to go on with. */
const interruptHints: Readonly<Record<string, string>> = {
  download: "What was fetched is kept beside DIR: the same command goes on from there.",
  generate: "What is complete stays: the same command with --resume goes on from there.",
  fetch: "What has come is kept: the same command goes on from there.",
  simulate: "What is complete stays: the same command goes on from there.",
  train: "What was trained is kept: the same command with --resume goes on from there.",
  predict: "Predictions that are complete stay: the same command goes on from there.",
  sweep: "What was trained is kept: the same command goes on from there.",
};

/** Where a command can do something about it. */
const commandHints: Readonly<Record<string, Partial<Record<HdfErrorCode | TrainErrorCode, string>>>> = {
  dump: { HDF_LIMIT: "Select less with --slice, or raise --max-bytes." },
  train: { TRAIN_IO: "Check the path, the permissions and the disk; then the same command with --resume goes on." },
};

const damagedObjectHint = "Fetch the file again; other objects in it may still be readable.";

/** Explain any error that a command ended with. */
export function toFailure(error: unknown, command: string | undefined, signal: AbortSignal): Failure {
  if (error instanceof InterruptError || (signal.aborted && (error === signal.reason || isAbort(error)))) {
    const reason = error instanceof InterruptError ? error : signal.reason;
    const exitCode = reason instanceof InterruptError ? reason.exitCode : interruptCodes.SIGINT;
    return { exitCode, code: "INTERRUPTED", message: "interrupted", hint: interruptHints[command ?? ""] };
  }
  if (error instanceof UsageError) {
    const help = command === undefined ? "atcs --help" : `atcs ${command} --help`;
    return { exitCode: 2, code: "USAGE", message: error.message, hint: `See: ${help}` };
  }
  if (error instanceof CommandError) {
    return { exitCode: 1, code: error.code, message: error.message, hint: error.hint, file: error.file };
  }
  if (hasCode<HdfError>(error, hdfHints)) {
    const { code, message, file, offset, object } = error;
    const general = code === "HDF_DAMAGED" && object !== undefined ? damagedObjectHint : hdfHints[code];
    const hint = commandHints[command ?? ""]?.[code] ?? general;
    return { exitCode: 1, code, message, hint, file, offset, object };
  }
  if (hasCode<GranuleError>(error, granuleHints)) {
    const { code, message, file, object } = error;
    return { exitCode: 1, code, message, hint: granuleHints[code], file, object };
  }
  if (hasCode<ColocateError>(error, colocateHints)) {
    const { code, message } = error;
    return { exitCode: 1, code, message, hint: colocateHints[code] };
  }
  if (hasCode<SimulatorError>(error, simulatorHints)) {
    const { code, message, file } = error;
    return { exitCode: 1, code, message, hint: simulatorHint(code, file), file };
  }
  if (hasCode<DatasetError>(error, datasetHints)) {
    const { code, message, file } = error;
    return { exitCode: 1, code, message: inCommandWords(message), hint: datasetHints[code], file };
  }
  if (hasCode<TrainError>(error, trainHints)) {
    const { code, message, file } = error;
    return { exitCode: 1, code, message, hint: commandHints[command ?? ""]?.[code] ?? trainHints[code], file };
  }
  if (hasCode<ModelError>(error, modelHints)) {
    const { code, message, file } = error;
    return { exitCode: 1, code, message, hint: modelHints[code], file };
  }
  if (hasArchiveCode(error)) {
    const { code, message, file } = error;
    return { exitCode: 1, code, message: inCommandWords(message), hint: archiveHint(error), file };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    exitCode: 1,
    code: "INTERNAL",
    message: `unexpected ${message}`,
    hint: "This is a fault of atcs: please report it with the command and, if you can, the file.",
  };
}

function simulatorHint(code: SimulatorErrorCode, file: string | undefined): string {
  if (code === "SIMULATOR_SERVER" && file === undefined) return portHint;
  // Not the directory but the record in it, which is damaged.
  if (code === "SIMULATOR_CONTENT" && file?.endsWith("simulation.json")) return recordHint;
  return simulatorHints[code];
}

/** By the code, so that a library is loaded only by the commands that need it, and `atcs --help` needs none. */
function hasCode<E extends Error & { readonly code: string }>(
  error: unknown,
  table: Readonly<Record<E["code"], string | undefined>>,
): error is E {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && Object.hasOwn(table, code);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
