import { checkFunction, checkOptions, checkSignal } from "../_check-options.ts";
import { DatasetError } from "../errors.ts";
import type { ChannelStatistics, Statistics, ValueTransform } from "../layout/statistics-file.ts";
import { breathe } from "../loader/_breathe.ts";
import type { OpenDatasetOptions } from "../loader/open-options.ts";
import { chooseChannels } from "../loader/recipe.ts";
import { preprocessSettings } from "../preprocess/options.ts";
import { statisticsChannel } from "../preprocess/output-channels.ts";
import { Preprocessor } from "../preprocess/preprocessor.ts";
import type { InstanceSource } from "../sources/types.ts";
import type { OperationOptions, StoredField } from "../types.ts";
import { ChannelMoments } from "./channel-moments.ts";

/** Options of {@link computeStatistics}: those of loading that the statistics depend on. */
export interface ComputeStatisticsOptions
  extends OperationOptions,
    Pick<OpenDatasetOptions, "fields" | "clip" | "angles"> {
  /** Called after each instance. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Statistics of each channel over the valid values of instances, after clip and transform. They are taken of each image
 * in two passes and joined in the order of the ids, so that they are numerically sound and always the same.
 * @param ids of the training set, in any order
 * @throws DatasetError naming instance and file; RangeError and TypeError for wrong options
 */
export async function computeStatistics(
  source: InstanceSource,
  ids: readonly number[],
  options: ComputeStatisticsOptions = {},
): Promise<Statistics> {
  checkOptions("computeStatistics", options, ["fields", "clip", "angles", "signal", "onProgress"]);
  const { signal, onProgress, fields: selection, clip, angles } = options;
  checkSignal(signal);
  checkFunction("onProgress", onProgress);
  const settings = preprocessSettings({ clip, angles });
  const { fields, channels } = chooseChannels(source, settings, { fields: selection });
  refuseNamesakes(fields, source.name);
  const preprocessor = new Preprocessor(channels, { layout: "NCHW", validityMask: false, empty: Number.NaN });
  const moments = new ChannelMoments(channels.length);
  let values = new Float32Array(0);
  for (const [i, id] of [...ids].sort((a, b) => a - b).entries()) {
    const image = await source.readImage(id, preprocessor.stored, { signal });
    const length = channels.length * image.height * image.width;
    if (values.length !== length) values = new Float32Array(length);
    preprocessor.run(image, values);
    image.release?.();
    moments.addImage(values);
    onProgress?.(i + 1, ids.length);
    await breathe(signal);
  }
  const transform: ValueTransform = { clip: settings.clip, angles: settings.angles };
  return {
    fields: fields.map(({ group, name }) => [group, name] as const),
    channels: channels.map((channel, c) => ({
      ...statisticsChannel(channel, settings.angles),
      ...describeMoments(moments, c),
    })),
    transform,
  };
}

/** Statistics name a field without its group. */
function refuseNamesakes(fields: readonly StoredField[], file: string): void {
  const names = fields.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const problem = `the field ${twice} is in two groups, and statistics cannot tell them apart: choose one of them`;
  throw new DatasetError("DATASET_FIELDS", problem, { file });
}

function describeMoments(
  { count, mean, squares, min, max }: ChannelMoments,
  c: number,
): Pick<ChannelStatistics, "mean" | "std" | "count" | "min" | "max"> {
  const n = count[c]!;
  if (n === 0) return { mean: 0, std: 0, count: 0, min: 0, max: 0 };
  return { mean: mean[c]!, std: Math.sqrt(squares[c]! / n), count: n, min: min[c]!, max: max[c]! };
}
