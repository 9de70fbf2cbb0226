import { cloudTypeCount, type Task } from "@atcs/models";

/** What is decoded for a task: classes of `seg_3d`, probabilities of the binary tasks. */
export type Decoded<T extends Task = Task> = T extends "seg_3d" ? Uint8Array : Float32Array;

/** Index of the first number that is NaN or infinite; -1 when all are finite. */
export function firstNonFinite(values: Float32Array): number {
  return values.findIndex((value) => !Number.isFinite(value));
}

/**
 * What logits at label points say, as `@atcs/dataset/metrics` scores it and predictions hold it.
 * @param logits [P, 9, K] of `seg_3d`, [P, K] of `bin_seg_3d`, [P, 1] of `bin_seg_2d`
 * @param bins K
 * @returns of `seg_3d` the class of the largest logit, the first of those that are equal, [P, K]; else the probability of a
 * cloud, of the shape of the logits. Of logits that are not finite it makes no sense: look for them before
 * @throws RangeError for no whole number of points
 */
export function decodeLogits<T extends Task>(logits: Float32Array, task: T, bins: number): Decoded<T> {
  const decoded = task === "seg_3d" ? largest(logits, bins) : logits.map(sigmoid);
  return decoded as Decoded<T>;
}

function largest(logits: Float32Array, bins: number): Uint8Array {
  const row = cloudTypeCount * bins;
  if (logits.length % row !== 0) {
    throw new RangeError(`${logits.length} logits: expected whole label points of ${cloudTypeCount} x ${bins}`);
  }
  const classes = new Uint8Array(logits.length / cloudTypeCount);
  for (let point = 0; point * row < logits.length; point++) {
    for (let bin = 0; bin < bins; bin++) {
      let best = 0;
      for (let type = 1; type < cloudTypeCount; type++) {
        const at = point * row + bin;
        if (logits[at + type * bins]! > logits[at + best * bins]!) best = type;
      }
      classes[point * bins + bin] = best;
    }
  }
  return classes;
}

/** Of large negative numbers exp(-x) is infinite, and the quotient 0. */
function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
