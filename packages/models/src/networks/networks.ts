import { describeValue } from "../_describe.ts";
import type { NetworkGraph } from "../graph/types.ts";
import { type NetworkConfig, type ResolvedConfig, resolveConfig } from "./config.ts";
import { simpleConv } from "./simple-conv.ts";
import { simpleConv3d } from "./simple-conv-3d.ts";
import { singlePixel } from "./single-pixel.ts";
import { unet2d, unet2dTranspose } from "./unet-2d.ts";
import { unet3d, unet21d } from "./unet-3d.ts";

/** The networks that there are. */
export type NetworkName =
  | "single_pixel"
  | "simple_conv"
  | "unet_2d"
  | "unet_2d_transpose"
  | "unet_2_1d"
  | "unet_3d"
  | "simple_conv_3d";

const builders: Readonly<Record<NetworkName, (config: ResolvedConfig) => NetworkGraph>> = {
  single_pixel: singlePixel,
  simple_conv: simpleConv,
  unet_2d: unet2d,
  unet_2d_transpose: unet2dTranspose,
  unet_2_1d: unet21d,
  unet_3d: unet3d,
  simple_conv_3d: simpleConv3d,
};

/** All of them. */
export const networkNames: readonly NetworkName[] = /* @__PURE__ */ Object.freeze(
  Object.keys(builders) as NetworkName[],
);

/**
 * Describe a network.
 * @throws TypeError for a network, a task or an option that there is not; RangeError for a number that cannot be
 */
export function describeNetwork(name: NetworkName, config: NetworkConfig): NetworkGraph {
  checkNetworkName(name);
  return builders[name](resolveConfig(config));
}

/** @throws TypeError for a network that there is not */
export function checkNetworkName(name: NetworkName): void {
  if (Object.hasOwn(builders, name)) return;
  throw new TypeError(`the network is ${describeValue(name)}: expected ${networkNames.join(", ")}`);
}
