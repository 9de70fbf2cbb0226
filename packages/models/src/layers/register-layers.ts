import { serialization } from "@tensorflow/tfjs";
import { FitLike } from "./fit-like.ts";
import { ResizeLike } from "./resize-like.ts";

/**
 * Make the layers of U-Nets known to tfjs, which has none that make one image as large as another: then
 * `tf.loadLayersModel` opens them. `loadModel` needs no such call, nor do `single_pixel` and `simple_conv`. Further calls
 * change nothing.
 */
export function registerLayers(): void {
  serialization.registerClass(ResizeLike);
  serialization.registerClass(FitLike);
}
