import { taskShape } from "@atcs/dataset";
import { decodeFinite } from "./decode-finite.ts";
import { checkPredictOptions, type PredictOptions, predictBatches, type WrittenPredictions } from "./labels.ts";
import type { Predictor } from "./predictor.ts";

/**
 * Predict at every pixel of all instances of a subset: `<id>.dense.npy`, uint8 classes (K, H, W) of `seg_3d`, float32
 * probabilities (K, H, W) or (1, H, W) of the binary tasks. Otherwise as `predictLabels`, with as many instances at a time as
 * the predictor has workers unless `batchSize` says more: of 125 bins and 100 x 100 pixels the logits of `seg_3d` take 45 MB for each.
 * @throws (rejects with) as `predictLabels`
 */
export async function predictDense(predictor: Predictor, options: PredictOptions = {}): Promise<WrittenPredictions> {
  checkPredictOptions("predictDense", options);
  const { session, config, workers } = predictor;
  const { task } = config;
  return predictBatches(predictor, "dense", { ...options, batchSize: options.batchSize ?? workers }, async (batch) => {
    const [instances, , height, width] = batch.shape;
    const logits = await session.logitsDense(batch.sensorInput, batch.shape);
    const { bins } = taskShape(task, batch.bins);
    // [B, 9, K, H, W] is to the decoder B label points of K H W bins.
    const voxels = bins * height * width;
    const decoded = decodeFinite(logits, { task, bins: voxels }, { instanceIds: Array.from(batch.ids) });
    return Array.from({ length: instances }, (_, i) => ({
      data: decoded.subarray(i * voxels, (i + 1) * voxels),
      shape: [bins, height, width],
    }));
  });
}
