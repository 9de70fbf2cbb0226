import {
  add,
  backend_util,
  concat,
  pad,
  reshape,
  slice,
  type Tensor,
  type Tensor4D,
  type Tensor5D,
  transpose,
} from "@tensorflow/tfjs";
import { type Windows, windowsInPlane, withoutNegative } from "./_windows.ts";

// A convolution of a volume is one of images: each output slice reads as many input slices as the filter is deep, which
// become channels of one image. Four axes at most are used, since slices with five are slow on wasm.

/** Where a convolution of a volume reads. */
export interface VolumeWindows {
  readonly info: backend_util.Conv3DInfo;
  /** Slices of zeros in front of the volume. */
  readonly front: number;
  /** Of the images that the slices are. */
  readonly inSlices: Windows;
}

/** Attributes of the kernels of conv3d and its gradients. */
export interface VolumeAttributes {
  readonly strides: number | [number, number, number];
  readonly pad: "valid" | "same" | number;
  readonly dilations?: number | [number, number, number];
}

/** Windows of a volume [B, D, H, W, in] and a filter [d, h, w, in, out]. */
export function volumeWindows(
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dilations = 1 }: VolumeAttributes,
): VolumeWindows {
  const shape = (dimensions: readonly number[]): [number, number, number, number, number] =>
    dimensions as [number, number, number, number, number];
  const info = backend_util.computeConv3DInfo(shape(input), shape(filter), strides, dilations, pad);
  return { info, front: withoutNegative(info.padInfo.front), inSlices: windowsInPlane(info) };
}

/** [B, D, H, W, C] to [B * outDepth, H, W, filterDepth * C]: the slices that each output slice reads, as channels. */
export function toDepthTaps(volume: Tensor5D, { info, front }: VolumeWindows): Tensor4D {
  const { batchSize, inDepth, inHeight, inWidth, inChannels, outDepth, strideDepth } = info;
  const sliceSize = inHeight * inWidth * inChannels;
  const flat = reshape(volume, [batchSize, inDepth, sliceSize]);
  const length = paddedDepth(info, front);
  const behind = Math.max(0, length - front - inDepth);
  const padded = pad(flat, [
    [0, 0],
    [front, behind],
    [0, 0],
  ]);
  const taps = firstInputs(info).map((first) => {
    const steps = slice(padded, [0, first, 0], [batchSize, outDepth * strideDepth, sliceSize]);
    const everyStride =
      strideDepth === 1
        ? steps
        : slice(
            reshape(steps, [batchSize * outDepth, strideDepth, sliceSize]),
            [0, 0, 0],
            [batchSize * outDepth, 1, sliceSize],
          );
    return reshape(everyStride, [batchSize * outDepth, inHeight, inWidth, inChannels]) as Tensor4D;
  });
  return taps.length === 1 ? taps[0]! : concat(taps, 3);
}

/** The transpose of {@link toDepthTaps}. */
export function fromDepthTaps(taps: Tensor4D, { info, front }: VolumeWindows): Tensor5D {
  const { batchSize, inDepth, inHeight, inWidth, inChannels, outDepth, strideDepth } = info;
  const sliceSize = inHeight * inWidth * inChannels;
  const length = paddedDepth(info, front);
  const placed = firstInputs(info).map((first, k): Tensor => {
    const part = slice(taps, [0, 0, 0, k * inChannels], [batchSize * outDepth, inHeight, inWidth, inChannels]);
    const spread = pad(reshape(part, [batchSize * outDepth, 1, sliceSize]), [
      [0, 0],
      [0, strideDepth - 1],
      [0, 0],
    ]);
    return pad(reshape(spread, [batchSize, outDepth * strideDepth, sliceSize]), [
      [0, 0],
      [first, length - first - outDepth * strideDepth],
      [0, 0],
    ]);
  });
  const sum = placed.reduce((total, part) => add(total, part));
  const volume = slice(sum, [0, front, 0], [batchSize, inDepth, sliceSize]);
  return reshape(volume, info.inShape);
}

/** The filter of the images: [d, h, w, in, out] to [h, w, d * in, out]. */
export function filterInPlane(filter: Tensor5D): Tensor4D {
  const [depth, height, width, inputs, outputs] = filter.shape;
  return reshape(transpose(filter, [1, 2, 0, 3, 4]), [height, width, depth * inputs, outputs]);
}

/** The input slice, counted with the padding, that each slice of the filter meets first. */
function firstInputs({ filterDepth, dilationDepth }: backend_util.Conv3DInfo): number[] {
  return Array.from({ length: filterDepth }, (_, k) => k * dilationDepth);
}

/** Slices in front of, in and behind the volume, so that none is read beyond. */
function paddedDepth(info: backend_util.Conv3DInfo, front: number): number {
  const read = (info.filterDepth - 1) * info.dilationDepth + info.outDepth * info.strideDepth;
  return Math.max(read, front + info.inDepth);
}
