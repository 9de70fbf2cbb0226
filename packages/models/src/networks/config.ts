import { checkInteger, checkOptions } from "../_check.ts";
import { checkImageSize, type ImageSize } from "../graph/shapes.ts";
import { type Task, type TaskOutputs, taskOutputs } from "../tasks.ts";

/**
 * What a network is to take and to give, and how large it is. What a network does not have, it does not look at: one
 * configuration does for all networks.
 */
export interface NetworkConfig {
  /** C, channels of the input: 288 of the 18 directional fields with 16 angles. */
  readonly channels: number;
  readonly task: Task;
  /** K, height bins; an integer from 1 to 32767. @default 125 */
  readonly bins?: number | undefined;
  /** D, the width that all others are made from; `single_pixel` does not have it. @default 64 */
  readonly baseWidth?: number | undefined;
  /**
   * The 3 x 3 convolutions of `simple_conv`, and all layers of the U-Nets before their outputs, are not wider than this;
   * those of `single_pixel` are as wide as this; `simple_conv_3d` does not have it.
   * @default 128 of `simple_conv`, 512 of the U-Nets, max(C, O) of `single_pixel`, O being 9 K, K or 1 by task
   */
  readonly maxWidth?: number | undefined;
  /**
   * How often the U-Nets, and they alone, halve the image: an integer from 1 to 30; `"max"`: as often as the smaller side of
   * `size` can be.
   * @default 4
   */
  readonly blocks?: number | "max" | undefined;
  /**
   * Rows and columns of the image, for `blocks: "max"` and for the table of `summary`. Networks take any size that is large
   * enough.
   * @default [100, 100]
   */
  readonly size?: ImageSize | undefined;
}

/** A {@link NetworkConfig} with its defaults. */
export interface ResolvedConfig {
  readonly channels: number;
  readonly task: Task;
  readonly bins: number;
  readonly baseWidth: number;
  readonly maxWidth: number | undefined;
  readonly blocks: number;
  readonly size: ImageSize;
  readonly outputs: TaskOutputs;
}

/**
 * A configuration that says everything, for files: it describes the same network when defaults have changed.
 * @param defaultMaxWidth of the network; undefined of one without it
 */
export function explicitConfig(config: NetworkConfig, defaultMaxWidth: number | undefined): NetworkConfig {
  const { channels, task, bins, baseWidth, maxWidth = defaultMaxWidth, blocks } = resolveConfig(config);
  const { size } = config;
  return {
    ...{ channels, task, bins, baseWidth, blocks },
    ...(maxWidth === undefined ? {} : { maxWidth }),
    ...(size === undefined ? {} : { size: [size[0], size[1]] }),
  };
}

/** Names of the options. */
export const configNames: readonly string[] = ["channels", "task", "bins", "baseWidth", "maxWidth", "blocks", "size"];

/** @throws TypeError for an option or a task that there is not, or a value of another type; RangeError for a number that cannot be */
export function resolveConfig(config: NetworkConfig): ResolvedConfig {
  checkOptions("the configuration", config, configNames);
  const { channels, task, bins = 125, baseWidth = 64, maxWidth, blocks = 4, size = [100, 100] } = config;
  checkInteger("channels", channels, 1, 65_536);
  checkInteger("baseWidth", baseWidth, 1, 8_192);
  if (maxWidth !== undefined) checkInteger("maxWidth", maxWidth, 1, 65_536);
  checkImageSize(size);
  // 31 - clz32 is the logarithm to base 2, rounded down.
  const count = blocks === "max" ? 31 - Math.clz32(Math.min(...size)) : blocks;
  checkInteger("blocks", count, 1, 30);
  const outputs = taskOutputs(task, bins);
  return { channels, task, bins, baseWidth, maxWidth, blocks: count, size: [size[0], size[1]], outputs };
}
