import { backend_util, conv2d, pad, reverse, slice, type Tensor4D, transpose } from "@tensorflow/tfjs";

/** Along one axis: which inputs the windows of a convolution lie on. */
export interface WindowAxis {
  /** Inputs. */
  readonly size: number;
  /** Windows. */
  readonly count: number;
  /** Inputs in a window. */
  readonly kernel: number;
  readonly stride: number;
  /** Zeros before the first input; as many after the last as the last window needs. */
  readonly before: number;
}

/** Rows and columns. */
export type Windows = readonly [WindowAxis, WindowAxis];

/** Rows and columns of windows of images, or of the slices of volumes; dilation is not looked at. */
export function windowsInPlane(info: backend_util.Conv2DInfo | backend_util.Conv3DInfo): Windows {
  const rows = {
    size: info.inHeight,
    count: info.outHeight,
    kernel: info.filterHeight,
    stride: info.strideHeight,
    before: withoutNegative(info.padInfo.top),
  };
  const columns = {
    size: info.inWidth,
    count: info.outWidth,
    kernel: info.filterWidth,
    stride: info.strideWidth,
    before: withoutNegative(info.padInfo.left),
  };
  return [rows, columns];
}

/**
 * In volumes tfjs counts less than no zeros where strides with padding "same" step over inputs; there are none then, as in
 * TensorFlow.
 */
export function withoutNegative(counted: number): number {
  return Math.max(0, counted);
}

/** Attributes that say where the windows are. */
export interface WindowAttributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  readonly dataFormat: "NHWC" | "NCHW";
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

/** Windows of a convolution of images; with dilation there are no gradients in tfjs. */
export function findWindows(
  input: readonly number[],
  filter: readonly number[],
  { strides, pad, dimRoundingMode, dataFormat }: WindowAttributes,
): Windows {
  if (dataFormat !== "NHWC")
    throw new Error(`convolution on the wasm backend: data format ${dataFormat}, expected NHWC`);
  return windowsInPlane(
    backend_util.computeConv2DInfo(asShape(input), asShape(filter), strides, 1, pad, dimRoundingMode),
  );
}

function asShape(dimensions: readonly number[]): [number, number, number, number] {
  return dimensions as [number, number, number, number];
}

/** Rows and columns of zeros before and after; negative numbers cut rows and columns off. */
export function padOrCut(x: Tensor4D, ...sides: readonly [[number, number], [number, number]]): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const [rows, columns] = sides;
  const start = sides.map(([before]) => Math.max(0, -before)) as [number, number];
  const kept = [height, width].map((size, i) => size - start[i]! + Math.min(0, sides[i]![1])) as [number, number];
  const whole = kept[0] === height && kept[1] === width;
  const cut = whole ? x : slice(x, [0, start[0], start[1], 0], [batch, kept[0], kept[1], channels]);
  if ([...rows, ...columns].every((zeros) => zeros <= 0)) return cut;
  const zeros = ([before, after]: [number, number]): [number, number] => [Math.max(0, before), Math.max(0, after)];
  return pad(cut, [[0, 0], zeros(rows), zeros(columns), [0, 0]]);
}

/**
 * The transpose of a convolution with stride 1 and the filter [h, w, in, out]: the sum over the windows that pixel (r, c)
 * lies in, dx[r, c] = sum_ij dy[r + before - i, c + before - j] w[i, j]^T, which is the convolution of dy with the filter
 * reversed in space, its channels swapped.
 * @returns [B, rows.size, columns.size, in]
 */
export function transposedConvolution(dy: Tensor4D, filter: Tensor4D, [rows, columns]: Windows): Tensor4D {
  const reversed = transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) as Tensor4D;
  const [top, bottom] = zerosAround(rows);
  const [left, right] = zerosAround(columns);
  if (Math.min(top, bottom, left, right) >= 0) {
    return conv2d(dy, reversed, 1, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  }
  return conv2d(padOrCut(dy, [top, bottom], [left, right]), reversed, 1, "valid");
}

/** Zeros about dy that give as many rows as there are inputs. */
function zerosAround({ size, count, kernel, before }: WindowAxis): [number, number] {
  const first = kernel - 1 - before;
  return [first, size + before - count];
}
