import { ShapeError } from "@atcs/colocate";
import { type CountArray, checkLength, invalidTest } from "./packing.ts";

/** Counts of a radiance: shape [pixels, views], and the counts that mean "no value". */
export interface RadianceCounts {
  readonly data: CountArray;
  readonly packing: { readonly invalid: readonly number[] };
}

/** What is needed to tell which slots hold a view. */
export interface ViewMaskInput {
  /** Number of views of each pixel; 0 where it is not valid. Shape [pixels]. */
  readonly counts: Uint8Array;
  /** Slots of a pixel. */
  readonly views: number;
  /** Windows of radiances over the same pixels, any number of them. */
  readonly radiances: readonly RadianceCounts[];
}

/**
 * Which slots hold a view: shape [pixels, views], 1 where one does, else 0. Angles cannot tell: slots without a view
 * hold 0 in them, without being flagged.
 *
 * Views are packed from slot 0, so the slots before `counts` hold one, also where a radiance is missing. Should a
 * radiance be valid at a later slot, this pixel is not packed, and the slots in which a radiance is valid hold one.
 *
 * @throws ShapeError for arrays that do not fit together
 */
export function viewMask(input: ViewMaskInput): Uint8Array<ArrayBuffer> {
  return maskViews(input).mask;
}

/** The mask, and how many pixels are not packed. */
export function maskViews({ counts, views, radiances }: ViewMaskInput): {
  mask: Uint8Array<ArrayBuffer>;
  unpacked: number;
} {
  if (!Number.isInteger(views) || views < 1) throw new ShapeError(`views is ${views}: expected a positive integer`);
  const mask = new Uint8Array(counts.length * views);
  for (const { data, packing } of radiances) {
    checkLength("a window of a radiance", data, mask.length);
    const isInvalid = invalidTest(packing.invalid);
    for (let i = 0; i < mask.length; i++) if (!isInvalid(data[i]!)) mask[i] = 1;
  }
  let unpacked = 0;
  for (let pixel = 0; pixel < counts.length; pixel++) {
    const start = pixel * views;
    const firstUnused = start + Math.min(counts[pixel]!, views);
    let later = firstUnused;
    while (later < start + views && mask[later] === 0) later++;
    if (later < start + views) unpacked++;
    else mask.fill(1, start, firstUnused);
  }
  return { mask, unpacked };
}
