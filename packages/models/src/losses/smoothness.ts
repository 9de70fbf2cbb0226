import {
  abs,
  add,
  exp,
  gather,
  mean,
  mul,
  neg,
  reshape,
  scalar,
  slice,
  sub,
  type Tensor,
  type Tensor4D,
  tensor1d,
  transpose,
} from "@tensorflow/tfjs";
import { checkChoice, checkFloats, checkOptions } from "../_check.ts";
import type { Numbers } from "../model/label-points.ts";
import { type ImageLayout, imageLayouts } from "../model/run-options.ts";
import { relu } from "../ops/relu.ts";
import { checkRadianceChannels } from "./_radiance-channels.ts";
import { makeTerms, total } from "./_terms.ts";
import type { LossTerms } from "./loss-value.ts";

/** Options of {@link smoothness}. */
export interface SmoothnessOptions {
  /** The channels of the image that are radiances (reflectances), each once. */
  readonly radianceChannels: Numbers;
  /** Order of the axes of the image; those of the dense output are always as described. @default "NCHW" */
  readonly layout?: ImageLayout | undefined;
}

/**
 * Penalty for a dense output o that changes where the image I does not (as Godard et al. 2017, "Unsupervised monocular depth
 * estimation with left-right consistency", have it for depths): the mean over pixels and channels of
 * |dx o| exp(-m_x), and that of |dy o| exp(-m_y), added up. dx and dy are the central differences [1, 0, -1] in column and
 * row, only where both neighbours are in the image, and m the mean over the radiance channels of |dx I| or |dy I|.
 * The gradient is 0 where o does not change.
 *
 * Its weight in training is 0 by default and enters in `trainingLoss`. The numerator is a sum over images and channels
 * of means over pixels, and the denominator the number of images and channels, which does not depend on the output.
 *
 * @param dense as `Network.dense` gives it: [B, 9, K, H, W] or [B, K, H, W], at least 3 x 3 pixels
 * @param image what the network was given: [B, C, H, W], or [B, H, W, C] with `layout: "NHWC"`
 * @throws TypeError for what is no float32 tensor, an option that there is not, or channels that are no array; RangeError
 * for shapes that do not fit together, an image too small, or a channel that there is not or is named twice; ModelError
 * MODEL_DEVICE on WebGL without textures of 32-bit floats
 */
export function smoothness(dense: Tensor, image: Tensor, options: SmoothnessOptions): LossTerms {
  checkOptions("smoothness", options, ["radianceChannels", "layout"]);
  const { radianceChannels, layout = "NCHW" } = options;
  checkChoice("layout", layout, imageLayouts);
  const [batch, height, width] = checkShapes(dense, image, layout);
  const channelAxis = layout === "NCHW" ? 1 : 3;
  checkRadianceChannels(radianceChannels, image.shape[channelAxis]!);
  return makeTerms(() => {
    const channels = dense.size / (batch * height * width);
    const output = reshape(dense, [batch, channels, height, width]) as Tensor4D;
    const chosen = gather(image as Tensor4D, tensor1d(Array.from(radianceChannels), "int32"), channelAxis);
    const radiances: Tensor4D = layout === "NCHW" ? chosen : transpose(chosen, [0, 3, 1, 2]);
    const sumOfMeans = (axis: 2 | 3): Tensor => {
      const closeness = exp(neg(mean(abs(centralDifference(radiances, axis)), 1, true)));
      const changes = mul(magnitude(centralDifference(output, axis)), closeness);
      return mul(total(changes), batch / closeness.size);
    };
    return { numerator: add(sumOfMeans(3), sumOfMeans(2)), denominator: scalar(batch * channels) };
  });
}

/** x[i + 1] - x[i - 1] along an axis, which gets shorter by 2. */
function centralDifference(x: Tensor4D, axis: 2 | 3): Tensor4D {
  const size = [...x.shape] as [number, number, number, number];
  size[axis] -= 2;
  const begin: [number, number, number, number] = axis === 2 ? [0, 0, 2, 0] : [0, 0, 0, 2];
  return sub(slice(x, begin, size), slice(x, [0, 0, 0, 0], size));
}

/** |x|, with the gradient 0 at 0, where that of tf.abs is -1. */
function magnitude(x: Tensor): Tensor {
  return add(relu(x), relu(neg(x)));
}

function checkShapes(dense: Tensor, image: Tensor, layout: ImageLayout): [number, number, number] {
  checkFloats("dense", dense);
  checkFloats("image", image);
  const [batch, height, width] = [dense.shape[0]!, dense.shape.at(-2)!, dense.shape.at(-1)!];
  if ((dense.rank !== 4 && dense.rank !== 5) || height < 3 || width < 3 || dense.size === 0) {
    const expected = "[B, 9, K, H, W] or [B, K, H, W] with H and W from 3";
    throw new RangeError(`dense has shape [${dense.shape.join(", ")}]: expected ${expected}`);
  }
  const found = layout === "NCHW" ? [0, 2, 3] : [0, 1, 2];
  const fits = image.rank === 4 && [batch, height, width].every((length, i) => image.shape[found[i]!] === length);
  if (fits) return [batch, height, width];
  const expected = layout === "NCHW" ? `[${batch}, C, ${height}, ${width}]` : `[${batch}, ${height}, ${width}, C]`;
  throw new RangeError(`image has shape [${image.shape.join(", ")}]: expected ${expected}, as dense has it`);
}
