import { describeValue } from "../_describe.ts";
import type { NetworkGraph } from "../graph/types.ts";
import { explicitConfig, type NetworkConfig, type ResolvedConfig, resolveConfig } from "./config.ts";
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

const unetMaxWidth = 512;

/** What `maxWidth` is unless it is given. */
const defaultMaxWidths: Readonly<Record<NetworkName, (config: ResolvedConfig) => number | undefined>> = {
  single_pixel: ({ channels, outputs }) => Math.max(channels, outputs.classes * outputs.bins),
  simple_conv: () => 128,
  unet_2d: () => unetMaxWidth,
  unet_2d_transpose: () => unetMaxWidth,
  unet_2_1d: () => unetMaxWidth,
  unet_3d: () => unetMaxWidth,
  simple_conv_3d: () => undefined,
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
  return builders[name](resolveConfig(completeConfig(name, config)));
}

/**
 * A configuration with all its defaults: what is saved with a network, so that it is the same network when defaults change.
 * @throws as {@link describeNetwork}
 */
export function completeConfig(name: NetworkName, config: NetworkConfig): NetworkConfig {
  checkNetworkName(name);
  return explicitConfig(config, defaultMaxWidths[name](resolveConfig(config)));
}

/** @throws TypeError for a network that there is not */
export function checkNetworkName(name: NetworkName): void {
  // What is no text would be made one.
  if (typeof name === "string" && Object.hasOwn(builders, name)) return;
  throw new TypeError(`the network is ${describeValue(name)}: expected ${networkNames.join(", ")}`);
}
