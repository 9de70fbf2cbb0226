import { argMax, mul, reshape, sigmoid, softmax, type Tensor, type Tensor3D, tidy, transpose } from "@tensorflow/tfjs";
import { checkFloats, checkOptions } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import { checkTask, cloudTypeCount, type Task } from "../tasks.ts";
import { total } from "./_terms.ts";

/**
 * Probabilities of logits, at labels or dense: softmax over the 9 classes of `seg_3d`, else the sigmoid, which is the
 * probability of a cloud. Of logits that are NaN it is NaN.
 *
 * @param logits [P, 9, K] or [B, 9, K, H, W] of `seg_3d`; [P, K] or [B, K, H, W] of `bin_seg_3d`; [P, 1] or [B, 1, H, W]
 * of `bin_seg_2d`
 * @returns of the same shape
 * @throws TypeError for a task that there is not, or logits that are no float32 tensor; RangeError for another shape
 */
export function probabilities(logits: Tensor, task: Task): Tensor {
  checkOutputs(logits, task);
  if (task !== "seg_3d") return sigmoid(logits);
  // Without points there is no telling how many bins to reshape to.
  if (logits.size === 0) return logits.clone();
  return tidy(() => {
    const byBin = softmax(transpose(classRows(logits), [0, 2, 1]));
    return reshape(transpose(byBin, [0, 2, 1]), logits.shape);
  });
}

/** How a decision is taken. */
export interface DecisionOptions {
  /**
   * Of the binary tasks: a bin is cloudy whose probability, in single precision, is above this number from 0 to 1. It has no
   * part in `seg_3d`.
   * @default 0.5
   */
  readonly threshold?: number | undefined;
}

/**
 * The class of each bin: the one of the largest logit of `seg_3d`, 0 (clear) or 1 (cloudy) of the binary tasks.
 *
 * @param logits as of {@link probabilities}
 * @returns classes in the order of [P, K], [P, 1], [B, K, H, W] or [B, 1, H, W]: the axes of the logits without that of classes
 * @throws (rejects with) the errors of {@link probabilities}; TypeError for an option that there is not; RangeError for a
 * threshold that is not from 0 to 1, or logits that are not finite
 */
export async function decisions(logits: Tensor, task: Task, options: DecisionOptions = {}): Promise<Uint8Array> {
  checkOutputs(logits, task);
  checkOptions("decisions", options, ["threshold"]);
  const { threshold = 0.5 } = options;
  if (!(typeof threshold === "number" && threshold >= 0 && threshold <= 1)) {
    throw new RangeError(`threshold is ${describeValue(threshold)}: expected a number from 0 to 1`);
  }
  if (logits.size === 0) return new Uint8Array(0);
  const [values, zero] = tidy(() => [
    task === "seg_3d" ? argMax(classRows(logits), 1) : sigmoid(logits),
    // 0 if all are finite, else not a number: a comparison or a largest value would hide that.
    total(mul(logits, 0)),
  ]);
  try {
    if ((await zero.data())[0] !== 0) throw new RangeError("logits hold NaN or Infinity: expected finite numbers");
    const read = await values.data();
    if (task === "seg_3d") return Uint8Array.from(read);
    // In single precision, for a probability that equals the threshold must not exceed it by rounding.
    const single = Math.fround(threshold);
    return Uint8Array.from(read as Float32Array, (probability) => (probability > single ? 1 : 0));
  } finally {
    values.dispose();
    zero.dispose();
  }
}

/** [n, 9, bins] */
function classRows(logits: Tensor): Tensor3D {
  const [first] = logits.shape as [number];
  return reshape(logits, [first, cloudTypeCount, logits.size / (first * cloudTypeCount)]);
}

function checkOutputs(logits: Tensor, task: Task): void {
  checkTask(task);
  checkFloats("logits", logits);
  const { rank, shape } = logits;
  const isOfTask = {
    seg_3d: (rank === 3 || rank === 5) && shape[1] === cloudTypeCount,
    bin_seg_3d: rank === 2 || rank === 4,
    bin_seg_2d: (rank === 2 || rank === 4) && shape[1] === 1,
  };
  if (isOfTask[task]) return;
  const expected = {
    seg_3d: `[P, ${cloudTypeCount}, K] or [B, ${cloudTypeCount}, K, H, W]`,
    bin_seg_3d: "[P, K] or [B, K, H, W]",
    bin_seg_2d: "[P, 1] or [B, 1, H, W]",
  };
  throw new RangeError(`logits have shape [${shape.join(", ")}]: expected ${expected[task]} of ${task}`);
}
