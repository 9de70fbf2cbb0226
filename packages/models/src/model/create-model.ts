import { checkOptions } from "../_check.ts";
import { configNames, type NetworkConfig } from "../networks/config.ts";
import { checkNetworkName, type NetworkName } from "../networks/networks.ts";
import { initialValues } from "./initialize.ts";
import { Network } from "./network.ts";

/** What {@link createModel} makes. */
export interface ModelConfig extends NetworkConfig {
  /** Of the first weights, an integer from 0 to 2^32 - 1: the same seed gives the same weights. @default 0 */
  readonly seed?: number | undefined;
}

/**
 * A network with new weights, on the current backend of tfjs.
 * @throws TypeError for a network, a task or an option that there is not; RangeError for a number that cannot be
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import * as tf from "@tensorflow/tfjs";
 * import { createModel } from "@atcs/models";
 *
 * const model = createModel("simple_conv", { channels: 32, task: "bin_seg_3d", bins: 99, baseWidth: 8, seed: 1 });
 * const images = tf.zeros([1, 32, 100, 100]);
 * console.log(model.dense(images).shape); // [1, 99, 100, 100]
 * ```
 */
export function createModel(name: NetworkName, config: ModelConfig): Network {
  checkNetworkName(name);
  checkOptions("the configuration", config, [...configNames, "seed"]);
  const { seed = 0, ...own } = config;
  return new Network(name, own, (parameter) => initialValues(parameter, seed));
}
