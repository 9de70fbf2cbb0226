import type { InferenceSession } from "onnxruntime-node";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import { type OnnxDevice, sessionOptions } from "./session-options.ts";

/** Starts graphs. */
export type OpenGraph = (bytes: Uint8Array) => Promise<InferenceSession>;

/** Starts graphs on a device. */
export function graphOpener({ InferenceSession }: OnnxRuntime, device: OnnxDevice): OpenGraph {
  const options = sessionOptions(device);
  return (bytes) => InferenceSession.create(bytes, options);
}
