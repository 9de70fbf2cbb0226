import * as tf from "@tensorflow/tfjs";
import { createModel, type ModelConfig } from "../../src/model/create-model.ts";
import type { Network } from "../../src/model/network.ts";
import type { NetworkName } from "../../src/networks/networks.ts";

/** Small networks of all kinds. */
export const smallConfig: ModelConfig = {
  channels: 3,
  task: "seg_3d",
  bins: 3,
  baseWidth: 8,
  maxWidth: 16,
  blocks: 2,
  seed: 4,
};

/** One whose weights are all different, running statistics and biases too, as after training. */
export function smallNetwork(name: NetworkName, config: Partial<ModelConfig> = {}): Network {
  const network = createModel(name, { ...smallConfig, ...config });
  network.parameters.forEach(({ name: parameter }, i) => {
    if (parameter.endsWith("/kernel")) return;
    const variable = network.variable(parameter);
    const [low, high] = /gamma|variance/.test(parameter) ? [0.5, 2] : [-0.5, 0.5];
    const values = tf.randomUniform(variable.shape, low, high, "float32", i);
    variable.assign(values);
    values.dispose();
  });
  return network;
}

/** An image of sines, [1, C, H, W]. */
export function image(height: number, width: number, channels = 3): tf.Tensor4D {
  const values = Float32Array.from({ length: channels * height * width }, (_, i) => Math.sin(0.37 * i));
  return tf.tensor4d(values, [1, channels, height, width]);
}

/** All weights as they are in memory, by name. */
export function bitsOf(network: Network): Record<string, Uint32Array> {
  return Object.fromEntries(
    network.parameters.map(({ name }) => {
      const values = network.variable(name).dataSync<"float32">();
      return [name, new Uint32Array(Float32Array.from(values).buffer)];
    }),
  );
}

/** A handler that keeps what it is given, as JSON and bytes. */
export function memoryHandler(): tf.io.IOHandler & { artifacts: tf.io.ModelArtifacts } {
  const handler = {
    artifacts: {} as tf.io.ModelArtifacts,
    async save(artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
      const { weightData, ...rest } = artifacts;
      handler.artifacts = { ...JSON.parse(JSON.stringify(rest)), weightData };
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    },
    load: async (): Promise<tf.io.ModelArtifacts> => handler.artifacts,
  };
  return handler;
}
