import { defaultMinViews, type Projection } from "@atcs/colocate";
import type { AtcsDataset } from "@atcs/dataset";
import type { ParasolGranule } from "@atcs/dataset/granules";
import { TrainError } from "../../errors.ts";
import type { GranuleDefaults } from "./options.ts";

/**
 * How the images of a dataset were cut, so that those of a granule are cut likewise.
 * @throws TrainError TRAIN_DATASET for a granule whose fields have other numbers of views; FieldNotFoundError for a field that it
 * lacks
 */
export async function granuleDefaults(
  data: AtcsDataset,
  parasol: ParasolGranule,
  signal: AbortSignal | undefined,
): Promise<GranuleDefaults & { readonly projection: Projection }> {
  for (const { name, angles } of data.fields) checkField(parasol, name, angles);
  const { shape } = await data.get(0, { signal });
  const { minViews } = data.generation.args;
  return {
    size: Math.min(shape[1], shape[2]),
    minViews: typeof minViews === "number" ? minViews : defaultMinViews,
    views: parasol.views || 16,
    projection: await projectionOf(data, signal),
  };
}

function checkField(parasol: ParasolGranule, name: string, angles: number): void {
  // These follow from the formula.
  if ((name === "Latitude" || name === "Longitude") && !parasol.hasField(name)) return;
  const { views } = parasol.field(name);
  if (views === angles) return;
  const problem = `${name} has ${views} values for each pixel: expected ${angles}, as in the dataset of the run`;
  throw new TrainError("TRAIN_DATASET", problem, { file: parasol.fileName });
}

/** Labels lie between pixels in one projection, and have corners in the other; so they tell where the dataset does not. */
async function projectionOf(data: AtcsDataset, signal: AbortSignal | undefined): Promise<Projection> {
  const { projection } = data.generation;
  if (projection !== "unknown") return projection;
  const { positions } = await data.labels(data.ids[0]!, { signal });
  return positions === undefined ? "sinusoidal" : "equirectangular";
}
