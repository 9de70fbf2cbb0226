import { checkObject } from "../_check-options.ts";
import type { ImageShape } from "./image-shape.ts";
import type { Transform } from "./transform.ts";
import { type TransformedImage, transformImage } from "./transform-image.ts";
import { transformCorners, transformPositions } from "./transform-positions.ts";

/** A patch, as `cutPatch` gives it, with what stands or falls with the places of its pixels. */
export interface TransformablePatch {
  /** Physical values, `shape.height * shape.width * shape.channels` elements. */
  readonly image: Float32Array;
  readonly shape: ImageShape;
  /** The field of each channel; a directional field's name comes once for each of its angles. */
  readonly fields: readonly string[];
  /** The value of what was not measured. @default -32767 */
  readonly missing?: number;
  /** (P, 4, 2) row and column of the pixels that each label point is interpolated from. */
  readonly corners?: Int32Array;
  /** (P, 2) fractional row and column of each label point. */
  readonly positions?: Float64Array;
}

/** What a transform gives of a patch: an image, and corners and positions where the patch has them. */
export type TransformedPatch<P extends TransformablePatch> = TransformedImage &
  Pick<P, Extract<keyof P, "corners" | "positions">>;

/**
 * Turn or mirror an image and its labels together: {@link transformImage}, {@link transformCorners} and
 * {@link transformPositions} in one. Everything else about the points (weights, classes, coordinates) stays as it is.
 *
 * @throws ShapeError, IndexError, RangeError and TypeError as those do
 * @example
 * ```ts
 * import { randomTransform, seededRandom, transformPatch } from "@atcs/colocate";
 *
 * const shape = { height: 2, width: 3, channels: 1, layout: "HWC" } as const;
 * const patch = { image: Float32Array.of(1, 2, 3, 4, 5, 6), shape, fields: ["I865P"], positions: Float64Array.of(0.5, 1) };
 * const { image, positions } = transformPatch(patch, randomTransform(seededRandom(7)));
 * ```
 */
export function transformPatch<P extends TransformablePatch>(patch: P, transform: Transform): TransformedPatch<P> {
  checkObject("transformPatch: the patch", patch);
  const { shape, corners, positions, missing } = patch;
  const options = missing === undefined ? {} : { missing };
  const transformed: TransformedImage & Pick<TransformablePatch, "corners" | "positions"> = {
    ...transformImage(patch.image, shape, patch.fields, transform, options),
    ...(corners && { corners: transformCorners(corners, shape, transform) }),
    ...(positions && { positions: transformPositions(positions, shape, transform) }),
  };
  return transformed as TransformedPatch<P>;
}
