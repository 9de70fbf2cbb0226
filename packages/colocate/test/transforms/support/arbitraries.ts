import fc from "fast-check";
import type { ImageShape } from "../../../src/transforms/image-shape.ts";
import { allTransforms, type Transform } from "../../../src/transforms/transform.ts";

export const transforms: fc.Arbitrary<Transform> = fc.constantFrom(...allTransforms);

/** Small images, mostly not square. */
export const shapes: fc.Arbitrary<ImageShape> = fc.record({
  height: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 6 }),
  channels: fc.integer({ min: 1, max: 3 }),
  layout: fc.constantFrom("HWC", "CHW"),
});

/** An image in which every value is another one. */
export function countingImage({ height, width, channels }: ImageShape): Float32Array {
  return Float32Array.from({ length: height * width * channels }, (_, i) => i + 1);
}

/** Element of a channel of a pixel. */
export function elementOf(
  { height, width, channels, layout }: ImageShape,
  row: number,
  col: number,
  c: number,
): number {
  return layout === "HWC" ? (row * width + col) * channels + c : (c * height + row) * width + col;
}
