import { backend_util } from "@tensorflow/tfjs";
import { type WindowAxis, windowsInPlane, withoutNegative } from "./_windows.ts";

/** Where the windows of a pooling of volumes lie; images are volumes of one slice. */
export interface PoolWindows {
  readonly batch: number;
  readonly channels: number;
  readonly depth: WindowAxis;
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
}

/** Attributes of the kernels of maxPool3d and its gradient. */
export interface PoolAttributes<Sizes> {
  readonly filterSize: Sizes | number;
  readonly strides: Sizes | number;
  readonly pad: "valid" | "same" | number;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Windows in a volume [B, D, H, W, C]. */
export function poolWindows3d(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes<[number, number, number]>,
): PoolWindows {
  const volume = shape as [number, number, number, number, number];
  const info = backend_util.computePool3DInfo(volume, filterSize, strides, 1, pad, dimRoundingMode);
  const depth = {
    size: info.inDepth,
    count: info.outDepth,
    kernel: info.filterDepth,
    stride: info.strideDepth,
    before: withoutNegative(info.padInfo.front),
  };
  const [rows, columns] = windowsInPlane(info);
  return { batch: info.batchSize, channels: info.inChannels, depth, rows, columns };
}

/** Windows in an image [B, H, W, C]. */
export function poolWindows2d(
  shape: readonly number[],
  { filterSize, strides, pad, dimRoundingMode }: PoolAttributes<[number, number]>,
): PoolWindows {
  const image = shape as [number, number, number, number];
  const info = backend_util.computePool2DInfo(image, filterSize, strides, 1, pad, dimRoundingMode);
  const depth = { size: 1, count: 1, kernel: 1, stride: 1, before: 0 };
  const [rows, columns] = windowsInPlane(info);
  return { batch: info.batchSize, channels: info.inChannels, depth, rows, columns };
}

/**
 * Call `visit` for each window and channel with the index of the value of the window and that of its greatest input: the
 * first of equal ones, from the front down to the last row and column, and a NaN before all numbers, as in PyTorch; -1
 * for a window that lies beyond the input.
 */
export function forEachMaximum(
  x: Float32Array,
  { batch, channels, depth, rows, columns }: PoolWindows,
  visit: (window: number, greatest: number) => void,
): void {
  const greatest = new Int32Array(channels);
  let window = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < depth.count; i++) {
      const [front, behind] = inputsOf(depth, i);
      for (let j = 0; j < rows.count; j++) {
        const [top, bottom] = inputsOf(rows, j);
        for (let k = 0; k < columns.count; k++) {
          const [left, right] = inputsOf(columns, k);
          greatest.fill(-1);
          for (let a = front; a < behind; a++) {
            for (let r = top; r < bottom; r++) {
              for (let c = left; c < right; c++) {
                compare((((b * depth.size + a) * rows.size + r) * columns.size + c) * channels);
              }
            }
          }
          for (let channel = 0; channel < channels; channel++) visit(window++, greatest[channel]!);
        }
      }
    }
  }

  function compare(pixel: number): void {
    for (let channel = 0; channel < channels; channel++) {
      const best = greatest[channel]!;
      const value = x[pixel + channel]!;
      // A NaN is not smaller than anything: it is taken, and then stays.
      if (best === -1 || value > x[best]! || (Number.isNaN(value) && !Number.isNaN(x[best]!))) {
        greatest[channel] = pixel + channel;
      }
    }
  }
}

/** First input of a window, and the one after its last. */
function inputsOf({ size, kernel, stride, before }: WindowAxis, i: number): [number, number] {
  const start = i * stride - before;
  return [Math.max(0, start), Math.min(size, start + kernel)];
}
