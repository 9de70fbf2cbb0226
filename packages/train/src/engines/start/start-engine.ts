import type { EngineName } from "../types.ts";
import type { LoadModule } from "./optional-peer.ts";
import { startTensorflow } from "./tensorflow.ts";
import { startWebGpuEngine } from "./web-gpu.ts";

/** What an engine that was started runs on. */
export interface StartedEngine {
  /** The name that tfjs has for it. */
  readonly backend: string;
  /** Such as `NVIDIA H200 (WebGPU)`. */
  readonly device: string;
  /** A software adapter is a processor that plays the GPU: right, but slow. */
  readonly adapterType: "hardware" | "software";
  /** What the device refused since then, whose results are wrong; undefined while all is well. */
  readonly fault: () => Error | undefined;
}

/** Engines whose tensors stay on a device. */
export type DeviceEngine = Exclude<EngineName, "wasm" | "cpu" | "onnx">;

/**
 * Start an engine on this thread, and make it tfjs's current backend.
 * @throws (rejects with) TrainError TRAIN_ENGINE with what to install
 */
export async function startDeviceEngine(
  engine: DeviceEngine,
  { load }: { readonly load?: LoadModule | undefined } = {},
): Promise<StartedEngine> {
  return engine === "webgpu" ? startWebGpuEngine() : startTensorflow(engine, load);
}
