import type { Tensor } from "@tensorflow/tfjs-core";
import { describeValue } from "../_describe.ts";
import { ShapeError } from "../errors.ts";
import type { ImageSize, Stencil } from "./_stencil.ts";
import type { TensorLayout } from "./tensor-layout.ts";

/**
 * A dense tensor as gatherND and scatterND see it: an index of three numbers, then what stands there. Two or more
 * numbers to an index because WebGPU rounds them to single precision: one number over all pixels and channels passes
 * 2^24, where neighbours become the same.
 */
export interface IndexedShape {
  /** [B, H, W, O] or [B * O, H, W]. */
  readonly shape: number[];
  /** Is every channel of a pixel indexed by itself? */
  readonly channelsFirst: boolean;
  /** O, the number of values at a point. */
  readonly channels: number;
}

/** What the op needs to know about the dense tensor. */
export interface DenseLayout {
  readonly size: ImageSize;
  /** Shape of the tensor itself. */
  readonly shape: number[];
  /** Shape of a point's values: [O], or [C, K]. */
  readonly valueShape: number[];
  readonly indexed: IndexedShape;
}

/** @throws TypeError for a wrong tensor, its type or the layout; ShapeError for a rank other than 4 and 5 */
export function describeDense(dense: Tensor, layout: TensorLayout): DenseLayout {
  if (layout !== "NHWC" && layout !== "NCHW") {
    throw new TypeError(`layout is ${describeValue(layout)}: expected "NHWC" or "NCHW"`);
  }
  if (typeof dense !== "object" || dense === null || !Array.isArray(dense.shape)) {
    throw new TypeError(`the dense tensor must be a tensor, got ${describeValue(dense)}`);
  }
  if (dense.isDisposed) throw new TypeError("the dense tensor is disposed: expected one that still has its values");
  if (dense.dtype !== "float32") throw new TypeError(`the dense tensor is ${dense.dtype}: expected float32`);
  const shape = [...dense.shape];
  if (shape.length !== 4 && shape.length !== 5) {
    const expected = layout === "NHWC" ? "[B, H, W, O] or [B, H, W, C, K]" : "[B, O, H, W] or [B, C, K, H, W]";
    throw new ShapeError(`the dense tensor has shape [${shape.join(", ")}]: expected ${expected}`);
  }
  const channelsFirst = layout === "NCHW";
  const [height, width] = channelsFirst ? shape.slice(-2) : shape.slice(1, 3);
  const size: ImageSize = { batch: shape[0]!, height: height!, width: width! };
  const valueShape = channelsFirst ? shape.slice(1, -2) : shape.slice(3);
  const channels = valueShape.reduce((product, length) => product * length, 1);
  return {
    size,
    shape,
    valueShape,
    indexed: { shape: indexedShape(size, channels, channelsFirst), channelsFirst, channels },
  };
}

function indexedShape({ batch, height, width }: ImageSize, channels: number, channelsFirst: boolean): number[] {
  const shape = channelsFirst ? [batch * channels, height, width] : [batch, height, width, channels];
  const largest = Math.max(...shape.slice(0, 3));
  if (largest > 2 ** 24)
    throw new ShapeError(`the dense tensor has ${largest} images, rows or columns: expected 2^24 at most`);
  return shape;
}

/**
 * The indices at which the values of every point's corner `j` stand, 3 numbers each: one index for a point, or with
 * channels first one for each of its channels. That is 12 bytes for a value read, and far less than a transposed copy
 * of the dense tensor as long as points are fewer than a tenth of the pixels, which they are along a ground track.
 */
export function indicesOfCorner(
  { channelsFirst, channels }: IndexedShape,
  { points, pixels }: Stencil,
  j: number,
): Int32Array {
  const pixel = pixels[j]!;
  if (!channelsFirst) return pixel;
  const indices = new Int32Array(points * channels * 3);
  for (let p = 0, at = 0; p < points; p++) {
    const firstPlane = pixel[p * 3]! * channels;
    const row = pixel[p * 3 + 1]!;
    const col = pixel[p * 3 + 2]!;
    for (let o = 0; o < channels; o++, at += 3) {
      indices[at] = firstPlane + o;
      indices[at + 1] = row;
      indices[at + 2] = col;
    }
  }
  return indices;
}
