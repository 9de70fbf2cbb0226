import { layers, type Shape, type Tensor, type Tensor4D, tidy } from "@tensorflow/tfjs";
import { fit } from "../ops/fit.ts";
import { shapeLike } from "./_shape-like.ts";

/** Layer of two images: the first with the size of the second, cut off or filled with zeros at the end. */
export class FitLike extends layers.Layer {
  /** Its name in files. */
  static readonly className = "AtcsFitLike";

  override computeOutputShape(shapes: Shape | Shape[]): Shape {
    return shapeLike(shapes);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x, like] = inputs as [Tensor4D, Tensor4D];
    return tidy(() => fit(x, like.shape[1], like.shape[2]).clone());
  }
}
