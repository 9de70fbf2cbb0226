import { type EngineName, type OnnxProvider, onnxProviders } from "./types.ts";

/** @throws TypeError for a provider that there is not, or that is asked of another engine */
export function checkProviderName(engine: EngineName | "auto", provider: OnnxProvider): void {
  if (!onnxProviders.includes(provider)) {
    throw new TypeError(`provider is ${provider}: expected ${onnxProviders.join(", ")}`);
  }
  if (engine !== "onnx") throw new TypeError(`provider is an option of the engine onnx, not of ${engine}`);
}
