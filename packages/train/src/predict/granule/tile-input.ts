import { missingValue, type Patch } from "@atcs/colocate";
import type { AtcsDataset, StoredField, StoredImage } from "@atcs/dataset";
import { cutImage, type ParasolGranule } from "@atcs/dataset/granules";

/** Which pixels of a granule are used. */
export interface TileInputOptions {
  readonly minViews: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The network input of a tile of a granule: [C, size, size], by the same steps as an instance of the dataset is generated and loaded.
 * @throws (rejects with) FieldNotFoundError when the granule lacks a field
 */
export async function tileInput(
  parasol: ParasolGranule,
  tile: Patch,
  data: AtcsDataset,
  { minViews, signal }: TileInputOptions,
): Promise<Float32Array<ArrayBuffer>> {
  const valid = await parasol.readValidMask(tile.window.boxes, { minViews, ...(signal && { signal }) });
  const { image } = await cutImage(parasol, tile, data.fields, valid, signal);
  return data.preprocess(storedImage(image, tile.size, data));
}

/** An image of some of the fields of a dataset, where they are among all that it stores. */
function storedImage(
  image: Float32Array,
  size: number,
  { fields, generation }: Pick<AtcsDataset, "fields" | "generation">,
): StoredImage {
  const pixelStep = channelsBefore(fields, fields.length);
  const parts = fields.map(({ group, name, angles }, i) => {
    const among = generation.fields.findIndex((field) => field.group === group && field.name === name);
    return {
      firstChannel: channelsBefore(generation.fields, among),
      channelCount: angles,
      data: image,
      start: channelsBefore(fields, i),
      pixelStep,
      channelStep: 1,
      scale: 1,
      offset: 0,
      missing: missingValue,
    };
  });
  return { height: size, width: size, parts };
}

function channelsBefore(fields: readonly StoredField[], end: number): number {
  return fields.slice(0, end).reduce((sum, { angles }) => sum + angles, 0);
}
