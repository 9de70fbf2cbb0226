import type { GradientSets } from "../compute/compute-gradients.ts";
import type { LossSums } from "../compute/loss-sums.ts";
import type { MicroBatch } from "../types.ts";

/** What came of a micro-batch. */
export interface MicroBatchGradients {
  /** Flat, as the layout of the parameters has what is learned. */
  readonly gradients: GradientSets<Float32Array>;
  readonly sums: LossSums;
  /** Flat, as the layout has running statistics: mean, and variance with Bessel's correction. */
  readonly moments: Float32Array;
  /** Logits at labels. */
  readonly logits: Float32Array;
}

/**
 * Computes with the parameters that it shares with a session, in this thread or another. One call at a time.
 * @throws (its methods reject with) RangeError for a batch that cannot be; {@link EngineFailure} when it can
 * compute no more
 */
export interface GradientComputer {
  gradients(batch: MicroBatch): Promise<MicroBatchGradients>;
  logitsAtLabels(batch: MicroBatch): Promise<Float32Array>;
  logitsDense(images: Float32Array, shape: MicroBatch["shape"]): Promise<Float32Array>;
  /** Give memory and threads back. */
  end(): Promise<void>;
}
