import { env, getBackend } from "@tensorflow/tfjs";
import { ModelError } from "../errors.ts";

/**
 * Losses hold numbers such as 1e30 and 1e-30, which half precision does not have: WebGL would give NaN without a word.
 * (`floatPrecision()` of tfjs's WebGL backend says 16 bits where there are 32.)
 * @throws ModelError MODEL_DEVICE
 */
export function checkPrecision(): void {
  if (getBackend() !== "webgl" || env().getBool("WEBGL_RENDER_FLOAT32_ENABLED")) return;
  throw new ModelError(
    "MODEL_DEVICE",
    "WebGL has no textures of 32-bit floats here, which losses need: take the backend wasm or cpu to train",
  );
}
