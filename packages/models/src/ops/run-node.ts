import {
  add,
  concat,
  conv2d,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
  type Tensor5D,
} from "@tensorflow/tfjs";
import type {
  BatchNormReluNode,
  Conv3dNode,
  GraphNode,
  InputNode,
  LiftNode,
  ResizeAltitudeNode,
} from "../graph/types.ts";
import { batchNormRelu, channelMoments, type Moments, scaleShiftRelu } from "./batch-norm-relu.ts";
import { convTranspose2d } from "./conv-transpose-2d.ts";
import { conv3d } from "./conv3d.ts";
import { fit } from "./fit.ts";
import { lift } from "./lift.ts";
import { maxPool } from "./max-pool.ts";
import { relu } from "./relu.ts";
import { resizeAltitude, resizeBilinear } from "./resize.ts";
import type { Value } from "./volume.ts";

/** What a node needs besides its inputs. */
export interface Surroundings {
  /** A parameter, by its full name. */
  readonly parameter: (name: string) => Tensor;
  /** In training, where the moments of each batch go; else batch normalisation takes the running ones. */
  readonly onMoments?: ((layer: string, moments: Moments) => void) | undefined;
}

type AltitudeNode = Conv3dNode | LiftNode | ResizeAltitudeNode;
type SliceNode = Exclude<GraphNode, AltitudeNode | InputNode>;

/** The value of a node, of the values of its inputs. */
export function runNode(
  node: Exclude<GraphNode, InputNode>,
  inputs: readonly Value[],
  surroundings: Surroundings,
): Value {
  const first = inputs[0]!;
  const own = (kind: string): Tensor => surroundings.parameter(`${node.name}/${kind}`);
  switch (node.op) {
    case "conv3d": {
      const { tensor, altitude } = conv3d(first, own("kernel") as Tensor5D);
      return { tensor: node.bias ? add(tensor, own("bias")) : tensor, altitude };
    }
    case "lift":
      return lift(first, own("bias") as Tensor2D);
    case "resizeAltitude":
      return resizeAltitude(first, node.cells);
    default: {
      const tensors = inputs.map(({ tensor }) => tensor);
      return { tensor: runOnSlices(node, tensors, surroundings), altitude: first.altitude };
    }
  }
}

/** What is done to each cell of altitude by itself. */
function runOnSlices(node: SliceNode, inputs: readonly Tensor4D[], surroundings: Surroundings): Tensor4D {
  const [x, like] = inputs as [Tensor4D, Tensor4D];
  const own = (kind: string): Tensor => surroundings.parameter(`${node.name}/${kind}`);
  switch (node.op) {
    case "conv2d": {
      const product = conv2d(x, own("kernel") as Tensor4D, 1, "same");
      return node.bias ? add(product, own("bias")) : product;
    }
    case "convTranspose2d":
      return convTranspose2d(x, own("kernel") as Tensor4D);
    case "batchNormRelu":
      return normalize(node, x, surroundings);
    case "relu":
      return relu(x);
    case "maxPool2d":
      return maxPool(x);
    case "resizeLike":
      return resizeBilinear(x, like.shape[1], like.shape[2]);
    case "fitLike":
      return fit(x, like.shape[1], like.shape[2]);
    case "concat":
      return concat([...inputs], 3);
  }
}

/** @throws RangeError in training, for one value in a channel */
function normalize({ name }: BatchNormReluNode, x: Tensor4D, { parameter, onMoments }: Surroundings): Tensor4D {
  const own = (kind: string): Tensor1D => parameter(`${name}/${kind}`) as Tensor1D;
  if (onMoments === undefined) {
    return scaleShiftRelu(x, own("gamma"), own("beta"), own("moving_mean"), own("moving_variance"));
  }
  const moments = channelMoments(x);
  // PyTorch refuses it too: a variance of 0 would be learned, and values divided by it later.
  if (moments.count < 2) {
    throw new RangeError(
      `${name} has one value in each channel, of which there is no variance to train with: take more images in a batch, larger ones, or fewer blocks`,
    );
  }
  onMoments(name, moments);
  return batchNormRelu(x, own("gamma"), own("beta"), moments);
}
