import { reshape, type Tensor, type Tensor3D, type Tensor4D } from "@tensorflow/tfjs";

/**
 * A value of a running network, [B * A, H, W, C]: the cells of altitude are folded into the batch, because backends are
 * slow, and partly wrong, with five axes. An image is a volume of one cell.
 */
export interface Value {
  readonly tensor: Tensor4D;
  /** A, cells of altitude from the top down. */
  readonly altitude: number;
}

/** [B * A, H, W, C] as [B, A, H * W * C]: what is done along altitude is done to whole slices. */
export function toColumns({ tensor, altitude }: Value): Tensor3D {
  const [slices, height, width, channels] = tensor.shape;
  return reshape(tensor, [slices / altitude, altitude, height * width * channels]);
}

/** Back again, to rows, columns and channels as they were. */
export function fromColumns(values: Tensor, [height, width, channels]: readonly [number, number, number]): Value {
  const [batch, altitude] = values.shape as [number, number, number];
  return { tensor: reshape(values, [batch * altitude, height, width, channels]), altitude };
}

/** Rows, columns and channels of a value. */
export function sliceShape({ tensor }: Value): [number, number, number] {
  return tensor.shape.slice(1) as [number, number, number];
}
