import { ShapeError } from "@atcs/colocate";
import type { CloudField } from "./cloud-field.ts";
import { type CloudColumns, layerSlots, none } from "./types.ts";

/** Half of a height bin of CloudSat, which is 240 m. */
const halfBinM = 120;

/**
 * Cloud type of each height bin of one column. A bin has a layer's type where its middle lies within the layer, or the
 * layer's middle within 120 m of it, so that layers thinner than a bin are not lost. Where two layers claim a bin,
 * the lower one has it.
 *
 * @param columns as of {@link CloudField}
 * @param index of the column
 * @param heights of the middles of the bins, in metres above sea level, in any order; what lies below ground, and the
 * missing height -9999, has no cloud
 * @param out a type per height, 0 none; also returned
 * @throws ShapeError when `out` is not as long as `heights`, RangeError for a column that is not there
 */
export function cloudTypesAtHeights(
  columns: CloudColumns,
  index: number,
  heights: ArrayLike<number>,
  out: Uint8Array,
): Uint8Array {
  const { count, type, baseM, topM } = columns;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw new RangeError(`cloudTypesAtHeights: column ${index} of ${count}`);
  }
  const bins = heights.length;
  if (out.length !== bins) throw new ShapeError(`out holds ${out.length} bins: expected ${bins}, one per height`);
  out.fill(none);
  for (let slot = 0; slot < layerSlots; slot++) {
    const at = slot * count + index;
    if (type[at] === none) continue;
    const base = baseM[at]!;
    const top = topM[at]!;
    const low = Math.min(base, (base + top) / 2 - halfBinM);
    const high = Math.max(top, (base + top) / 2 + halfBinM);
    for (let bin = 0; bin < bins; bin++) {
      if (heights[bin]! >= low && heights[bin]! < high) out[bin] = type[at]!;
    }
  }
  return out;
}

/**
 * The truth at one place: the cloud type of each height bin.
 *
 * @param heights as of {@link cloudTypesAtHeights}
 * @returns a type per height, 0 none
 * @throws what `columnsAt` throws
 */
export function cloudTypesAt(
  field: CloudField,
  lat: number,
  lon: number,
  tai93: number,
  heights: ArrayLike<number>,
): Uint8Array {
  return cloudTypesAtHeights(field.columnsAt([lat], [lon], tai93), 0, heights, new Uint8Array(heights.length));
}
