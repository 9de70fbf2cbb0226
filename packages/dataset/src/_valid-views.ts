import { channelsOf } from "./fields/channels.ts";
import type { LabelArrays } from "./loader/types.ts";
import { outputChannels } from "./preprocess/output-channels.ts";
import { Preprocessor } from "./preprocess/preprocessor.ts";
import type { InstanceSource } from "./sources/types.ts";

/** Reads the number of valid views at the label points of an instance, shape [P]; 0 where the pixel has none. */
export type ValidViewsReader = (
  id: number,
  labels: Pick<LabelArrays, "count" | "corners" | "weights">,
  signal: AbortSignal | undefined,
) => Promise<Float32Array>;

/** undefined for a dataset without the field Nviews. */
export function validViewsReader(source: InstanceSource): ValidViewsReader | undefined {
  const { fields: stored } = source.generation;
  const fields = stored.filter(({ name }) => name === "Nviews");
  if (fields.length === 0) return undefined;
  const channels = outputChannels(channelsOf(fields, { stored }), { clip: false, angles: "raw" });
  const preprocessor = new Preprocessor(channels, { layout: "NCHW", validityMask: false });
  return async (id, { count, corners, weights }, signal) => {
    const image = await source.readImage(id, preprocessor.stored, { signal });
    const { height, width } = image;
    const views = new Float32Array(height * width);
    preprocessor.run(image, views);
    image.release?.();
    // Of the nearest pixel, as counts are not interpolated; rounded, for datasets of others may have done so.
    return Float32Array.from({ length: count }, (_, p) => {
      const own = weights.subarray(4 * p, 4 * p + 4);
      const at = 8 * p + 2 * own.indexOf(Math.max(...own));
      return Math.round(views[corners[at]! * width + corners[at + 1]!]!);
    });
  };
}
