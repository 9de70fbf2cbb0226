/** Stable codes of the errors of training and what belongs to it; test them with {@link isTrainError}. */
export type TrainErrorCode =
  /** No engine works here, or the one that was asked for does not; says why, and what to install. */
  | "TRAIN_ENGINE"
  /** An engine stopped in the middle: a worker died, a device was lost. */
  | "TRAIN_ENGINE_LOST"
  /** Too little memory for a micro-batch; names the size to try. */
  | "TRAIN_MEMORY"
  /** The loss is not finite; names the instances of the batch. */
  | "TRAIN_LOSS"
  /** The run directory is no run, is there already, or is not complete. */
  | "TRAIN_RUN"
  /** Another process works on the run, or predicts into the directory. */
  | "TRAIN_IN_USE"
  /** A checkpoint is damaged, or is of another network or dataset. */
  | "TRAIN_CHECKPOINT"
  /** A configuration file is wrong. */
  | "TRAIN_CONFIG"
  /** The dataset cannot be trained on as asked: no split, no instance, other channels than the run was trained with. */
  | "TRAIN_DATASET"
  /** A submission, or predictions, cannot be accepted. */
  | "TRAIN_SUBMISSION"
  /** A file cannot be read or written: disk full, no permission. */
  | "TRAIN_IO";

/** Where an error happened. */
export interface TrainErrorDetails {
  readonly file?: string | undefined;
  /** Instances that it is about. */
  readonly instanceIds?: readonly number[] | undefined;
  readonly cause?: unknown;
}

const brand = Symbol.for("@atcs/train/TrainError");

/** Something other than an argument is wrong; wrong arguments are TypeErrors and RangeErrors. */
export class TrainError extends Error {
  override readonly name = "TrainError";
  readonly code: TrainErrorCode;
  /** The message without the file. */
  readonly problem: string;
  readonly file: string | undefined;
  readonly instanceIds: readonly number[] | undefined;

  /** @param problem what was found, what was expected, what to do; the file is put before it */
  constructor(code: TrainErrorCode, problem: string, { file, instanceIds, cause }: TrainErrorDetails = {}) {
    super(file === undefined ? problem : `${file}: ${problem}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.problem = problem;
    this.file = file;
    this.instanceIds = instanceIds;
    Object.defineProperty(this, brand, { value: true });
  }
}

/** Is it a {@link TrainError}, with one of these codes if any are given? True of errors of another copy of the package. */
export function isTrainError(error: unknown, ...codes: readonly TrainErrorCode[]): error is TrainError {
  if (typeof error !== "object" || error === null || !(brand in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as TrainError).code);
}
