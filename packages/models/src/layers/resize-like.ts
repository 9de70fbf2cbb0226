import { layers, type Shape, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs";
import { resizeBilinear } from "../ops/resize.ts";
import { shapeLike } from "./_shape-like.ts";

/** Layer of two images: the first, interpolated to the size of the second with corners aligned. */
export class ResizeLike extends layers.Layer {
  /** Its name in files. */
  static readonly className = "AtcsResizeLike";

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    return shapeLike(shapes);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x, like] = inputs as [Tensor4D, Tensor4D];
    return tidy(() => resizeBilinear(x, like.shape[1], like.shape[2]));
  }
}
