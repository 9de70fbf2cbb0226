// Training and inference on the engine onnx of @atcs/train, as its users run them.

import { initialState, openSession } from "@atcs/train";
import { cloudTypes, imageValues, labelPoints, standard } from "./training.mjs";

const task = "bin_seg_3d";

/**
 * @param config of the network, besides channels and bins
 * @param problem what differs from the {@link standard} one
 * @param options of `openSession`, besides the engine
 * @returns batchOf, a batch with so many label points, an even number; step on such a batch, or on the standard one, which
 * resolves once the weights are changed; dense, which resolves to the logits of every pixel; and dispose
 */
export async function openOnnx(name, config, problem = {}, options = { workers: 2 }) {
  const sizes = { ...standard, ...problem };
  const { channels, bins } = sizes;
  const training = {
    network: name,
    config: { channels, bins, task, ...config },
    loss: { kind: "cross_entropy", task, classWeights: [0.5, 1.5] },
    smoothnessWeight: 0,
    radianceChannels: [],
  };
  const session = await openSession(training, { engine: "onnx", ...options }, await initialState(training, 1));
  const shape = [sizes.batch, channels, sizes.size, sizes.size];
  const images = imageValues(sizes);
  const batchOf = (points) => {
    const cloudScenario = cloudTypes({ bins, points });
    return { images, shape, ...labelPoints({ ...sizes, points }), cloudScenario };
  };
  const standardBatch = batchOf(sizes.points);
  return {
    batchOf,
    async step(batch = standardBatch) {
      const { loss } = await session.step([batch], 1e-3);
      if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
    },
    dense: () => session.logitsDense(images, shape),
    dispose: () => session.dispose(),
  };
}
