import type { Shape } from "@tensorflow/tfjs";

/** Shape of the first of two images with rows and columns of the second; null is what is not known yet. */
export function shapeLike(shapes: Shape | Shape[]): Shape {
  const [[batch, , , channels], [, rows, columns]] = shapes as [Shape, Shape];
  return [batch ?? null, rows ?? null, columns ?? null, channels ?? null];
}
