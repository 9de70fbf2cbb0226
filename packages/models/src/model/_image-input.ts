import { reshape, type Tensor, type Tensor4D, transpose } from "@tensorflow/tfjs";
import { checkFloats } from "../_check.ts";
import type { ImageLayout } from "./run-options.ts";

/**
 * The input as [B, H, W, C].
 * @throws TypeError for what is no float32 tensor; RangeError for another shape, or one without any image or pixel
 */
export function imageInput(x: Tensor, channels: number, layout: ImageLayout): Tensor4D {
  checkFloats("the input", x);
  const axis = channelAxes[layout];
  if (x.rank !== 4 || x.shape[axis] !== channels || x.size === 0) {
    const expected = layout === "NCHW" ? `[B, ${channels}, H, W]` : `[B, H, W, ${channels}]`;
    const problem = `the input has shape [${x.shape.join(", ")}]: expected ${expected}, none of them 0`;
    throw new RangeError(problem + otherLayout(x, channels, layout));
  }
  return layout === "NHWC" ? (x as Tensor4D) : channelsLast(x as Tensor4D);
}

const channelAxes: Readonly<Record<ImageLayout, number>> = { NCHW: 1, NHWC: 3 };

/** What to do if the channels are where the other layout has them. */
function otherLayout(x: Tensor, channels: number, layout: ImageLayout): string {
  const other = layout === "NCHW" ? "NHWC" : "NCHW";
  if (x.rank !== 4 || x.shape[channelAxes[other]] !== channels) return "";
  const place = other === "NHWC" ? "in the last axis" : "in the second axis";
  return `; its ${channels} channels are ${place}, which is layout: "${other}"`;
}

/** [B, C, H, W] to [B, H, W, C], by three axes, which every backend transposes fast. */
function channelsLast(x: Tensor4D): Tensor4D {
  const [batch, channels, height, width] = x.shape;
  const flat = transpose(reshape(x, [batch, channels, height * width]), [0, 2, 1]);
  return reshape(flat, [batch, height, width, channels]);
}
