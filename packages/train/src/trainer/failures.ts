import type { RunConfig } from "../config/run-config.ts";
import { TrainError } from "../errors.ts";

/** Where a loss was not finite. */
export interface LossPlace {
  /** From 1. */
  readonly epoch: number;
  /** From 1; undefined in an evaluation. */
  readonly batch?: number | undefined;
  readonly instanceIds: readonly number[];
  /** What is not finite: `the loss is NaN`. */
  readonly problem: string;
}

/** The error of a loss, or of logits, that are not finite. */
export function lossError({ epoch, batch, instanceIds, problem }: LossPlace, { training }: RunConfig): TrainError {
  const where = batch === undefined ? "in the evaluation" : `in batch ${batch}`;
  const advice = `try a smaller learning rate than ${training.learningRate}, or look at these instances with \`atcs validate\``;
  const text = `${problem} ${where} of epoch ${epoch} (instances ${shownIds(instanceIds)}): ${advice}; the last checkpoint is as it was`;
  return new TrainError("TRAIN_LOSS", text, { instanceIds });
}

/** Memory of this thread that ran out is told as that; other errors stay what they are. */
export function memoryError(error: unknown, { training, loader }: RunConfig): unknown {
  if (
    !(error instanceof RangeError) ||
    !/allocation failed|Invalid (typed )?array (buffer )?length/i.test(error.message)
  ) {
    return error;
  }
  const { batchSize, microBatch } = training;
  const smaller = Math.max(1, Math.floor(microBatch / 2));
  const found = `too little memory for batches of ${batchSize} in micro-batches of ${microBatch}, with ${loader.prefetch} made ahead`;
  const advice = `go on with less --prefetch, or start another run with --micro-batch ${smaller} or a smaller --batch-size`;
  return new TrainError("TRAIN_MEMORY", `${found} (${error.message}): ${advice}`, { cause: error });
}

const mostShown = 40;

function shownIds(ids: readonly number[]): string {
  const rest = ids.length - mostShown;
  return `${ids.slice(0, mostShown).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
