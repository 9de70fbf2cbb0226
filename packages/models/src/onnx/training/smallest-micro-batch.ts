import type { ImageSize } from "../../graph/shapes.ts";
import type { NetworkConfig } from "../../networks/config.ts";
import { describeNetwork, type NetworkName } from "../../networks/networks.ts";
import { singleValueLayer } from "./_smallest-batch.ts";

/** The fewest images that a micro-batch must have. */
export interface SmallestMicroBatch {
  readonly images: 1 | 2;
  /** The layer of batch normalisation that asks for two; undefined where one is enough. */
  readonly layer: string | undefined;
}

/**
 * How many images of this size a micro-batch must have at least, so that no layer of batch normalisation has one value alone
 * in a channel, of which there is no variance. The model of `encodeGradients` fails with fewer.
 * @throws TypeError for a network, a task or an option that there is not; RangeError for numbers that cannot be, or a size
 * that is too small for the network
 */
export function smallestMicroBatch(name: NetworkName, config: NetworkConfig, size: ImageSize): SmallestMicroBatch {
  const layer = singleValueLayer(describeNetwork(name, config), size);
  return { images: layer === undefined ? 1 : 2, layer };
}
