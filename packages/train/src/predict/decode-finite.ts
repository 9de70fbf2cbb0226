import type { Task } from "@atcs/dataset";
import { TrainError } from "../errors.ts";
import { type Decoded, decodeLogits, firstNonFinite } from "./decode-logits.ts";

/**
 * `decodeLogits`, for logits that a user sees the predictions of.
 * @param about of what the logits are, for the message
 * @throws TrainError TRAIN_CHECKPOINT for logits that are not finite
 */
export function decodeFinite(
  logits: Float32Array,
  { task, bins }: { readonly task: Task; readonly bins: number },
  about: { readonly file?: string | undefined; readonly instanceIds?: readonly number[] | undefined },
): Decoded {
  const wrong = firstNonFinite(logits);
  if (wrong < 0) return decodeLogits(logits, task, bins);
  const problem = `the network says ${logits[wrong]}: expected finite numbers; its weights are unusable, choose another checkpoint`;
  throw new TrainError("TRAIN_CHECKPOINT", problem, about);
}
