import {
  add,
  concat,
  conv2d,
  customGrad,
  pad,
  reshape,
  slice,
  split,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  tidy,
  transpose,
} from "@tensorflow/tfjs";
import { fromColumns, sliceShape, toColumns, type Value } from "./volume.ts";

/**
 * Convolution of a volume, stride 1, zeros beyond its borders: each cell's neighbours above and below become channels of
 * one convolution in two dimensions. That is right on every backend (tfjs's own gradient on wasm is not), and on wasm
 * 30 times as fast.
 * @param kernel [a, h, w, in, out], a of 1 or 3
 */
export function conv3d(volume: Value, kernel: Tensor5D): Value {
  const [cells, height, width, channels, filters] = kernel.shape;
  const flat = reshape(transpose(kernel, [1, 2, 0, 3, 4]), [height, width, cells * channels, filters]) as Tensor4D;
  const input = cells === 1 ? volume.tensor : withNeighbours(volume, cells);
  return { tensor: conv2d(input, flat, 1, "same"), altitude: volume.altitude };
}

/**
 * [B * A, H, W, C] to [B * A, H, W, cells * C]: the cells about each, from the top down. With a gradient of its own, since
 * tfjs would save each of the parts, which is twice the memory of the whole.
 */
function withNeighbours({ tensor, altitude }: Value, cells: number): Tensor4D {
  const offsets = Array.from({ length: cells }, (_, i) => i - (cells - 1) / 2);
  const operation = customGrad((input) => {
    const volume = { tensor: input as Tensor4D, altitude };
    const parts = offsets.map((offset) => shifted(volume, offset));
    return { value: concat(parts, 3), gradFunc };
  });
  return operation(tensor) as Tensor4D;

  // tfjs does not tidy up here: the parts would stay until the gradients of the whole network are known.
  function gradFunc(gradient: Tensor): Tensor {
    return tidy(() => {
      const parts = split<Tensor4D>(gradient, cells, 3);
      const back = parts.map((part, i) => shifted({ tensor: part, altitude }, -offsets[i]!));
      return back.reduce((sum, part) => add(sum, part));
    });
  }
}

/** What lies `offset` cells below each cell, zeros beyond the ends. */
function shifted(volume: Value, offset: number): Tensor4D {
  if (offset === 0) return volume.tensor;
  const values = toColumns(volume);
  const [above, below] = [Math.max(0, -offset), Math.max(0, offset)];
  const padded = pad(values, [
    [0, 0],
    [above, below],
    [0, 0],
  ]);
  return fromColumns(slice(padded, [0, below, 0], values.shape), sliceShape(volume)).tensor;
}
