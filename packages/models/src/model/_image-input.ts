import { reshape, type Tensor, type Tensor4D, transpose } from "@tensorflow/tfjs";
import { describeValue } from "../_describe.ts";
import type { ImageLayout } from "./run-options.ts";

/**
 * The input as [B, H, W, C].
 * @throws TypeError for what is no float32 tensor; RangeError for another shape, or one without any image or pixel
 */
export function imageInput(x: Tensor, channels: number, layout: ImageLayout): Tensor4D {
  if (typeof x !== "object" || x === null || !Array.isArray(x.shape)) {
    throw new TypeError(`the input is ${describeValue(x)}: expected a tensor`);
  }
  if (x.isDisposed) throw new TypeError("the input is disposed: expected a tensor that still has its values");
  if (x.dtype !== "float32") throw new TypeError(`the input is ${x.dtype}: expected float32`);
  const found = layout === "NCHW" ? x.shape[1] : x.shape[3];
  if (x.rank !== 4 || found !== channels || x.size === 0) {
    const expected = layout === "NCHW" ? `[B, ${channels}, H, W]` : `[B, H, W, ${channels}]`;
    throw new RangeError(`the input has shape [${x.shape.join(", ")}]: expected ${expected}, none of them 0`);
  }
  return layout === "NHWC" ? (x as Tensor4D) : channelsLast(x as Tensor4D);
}

/** [B, C, H, W] to [B, H, W, C], by three axes, which every backend transposes fast. */
function channelsLast(x: Tensor4D): Tensor4D {
  const [batch, channels, height, width] = x.shape;
  const flat = transpose(reshape(x, [batch, channels, height * width]), [0, 2, 1]);
  return reshape(flat, [batch, height, width, channels]);
}
