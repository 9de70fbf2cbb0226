import { type CoordinateField, type CutPatch, cutPatch, type Patch, type PixelMask } from "@atcs/colocate";
import type { FieldWindow } from "../../granules/field-window.ts";
import type { ParasolGranule } from "../../granules/parasol.ts";
import type { StoredField } from "../../types.ts";

/**
 * The image of a patch as generation stores it: only its window of each field is read.
 * @param fields in the order of the channels, as `fields` of an opened dataset
 * @param valid pixels that are not valid are missing in every directional field; see `readValidMask`
 * @throws FieldNotFoundError, GranuleAttributeError; errors of `@atcs/hdf` and of `cutPatch`
 */
export async function cutImage(
  parasol: ParasolGranule,
  patch: Patch,
  fields: readonly StoredField[],
  valid: PixelMask,
  signal: AbortSignal | undefined,
): Promise<CutPatch> {
  const { boxes } = patch.window;
  const options = signal === undefined ? {} : { signal };
  const isDirectional = fields.some(({ angles }) => angles > 1);
  // First, because the radiance that it reads is then still in the reader's cache.
  const viewMask = isDirectional ? await parasol.readViewMask(boxes, options) : undefined;
  const windows = new Map<string, FieldWindow>();
  const read = async (name: string): Promise<FieldWindow> => {
    const window = windows.get(name) ?? (await parasol.readWindow(name, boxes, options));
    windows.set(name, window);
    return window;
  };
  const sources: (FieldWindow | CoordinateField)[] = [];
  for (const { name } of fields) sources.push(isByFormula(parasol, patch, name) ? { name } : await read(name));
  if (viewMask === undefined) return cutPatch(patch, sources, { valid });
  // The grid's own pixels need no neighbours, so nothing is compared.
  if (patch.projection === "sinusoidal") return cutPatch(patch, sources, { valid, viewMask });
  const viewAngles = { thetav: await read("thetav"), phi: await read("phi") };
  return cutPatch(patch, sources, { valid, viewMask, viewAngles });
}

/** Latitude and Longitude follow from the formula, unless the grid's own pixels are stored with theirs. */
function isByFormula(parasol: ParasolGranule, { projection }: Patch, name: string): name is CoordinateField["name"] {
  if (name !== "Latitude" && name !== "Longitude") return false;
  return projection === "equirectangular" || !parasol.hasField(name);
}
