import { add, reshape, type Tensor2D } from "@tensorflow/tfjs";
import type { Value } from "./volume.ts";

/** An image in each of the cells, plus a bias of each cell: `bias` is [cells, C]. */
export function lift({ tensor }: Value, bias: Tensor2D): Value {
  const [batch, height, width, channels] = tensor.shape;
  const cells = bias.shape[0];
  // Broadcast rather than tiled: the gradient of tile adds up the cells one by one, and its result is kept for that of add.
  const lifted = add(reshape(tensor, [batch, 1, height * width, channels]), reshape(bias, [1, cells, 1, channels]));
  return { tensor: reshape(lifted, [batch * cells, height, width, channels]), altitude: cells };
}
