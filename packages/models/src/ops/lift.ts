import { add, reshape, type Tensor2D, tile } from "@tensorflow/tfjs";
import type { Value } from "./volume.ts";

/** An image in each of the cells, plus a bias of each cell: `bias` is [cells, C]. */
export function lift({ tensor }: Value, bias: Tensor2D): Value {
  const [batch, height, width, channels] = tensor.shape;
  const cells = bias.shape[0];
  const repeated = tile(reshape(tensor, [batch, 1, height * width, channels]), [1, cells, 1, 1]);
  const shifted = add(repeated, reshape(bias, [1, cells, 1, channels]));
  return { tensor: reshape(shifted, [batch * cells, height, width, channels]), altitude: cells };
}
