import type { InferenceSession } from "onnxruntime-node";
import type { OnnxRuntime } from "../start/onnx-runtime.ts";
import { type GraphKind, type OnnxDevice, sessionOptions } from "./session-options.ts";

/** Starts graphs. */
export type OpenGraph = (bytes: Uint8Array, kind: GraphKind) => Promise<InferenceSession>;

/** Starts graphs on a device. */
export function graphOpener({ InferenceSession }: OnnxRuntime, device: OnnxDevice): OpenGraph {
  return (bytes, kind) => InferenceSession.create(bytes, sessionOptions(device, kind));
}
