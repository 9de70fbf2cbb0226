import { backend, findBackend, setBackend, version_core } from "@tensorflow/tfjs";
import { TrainError } from "../../errors.ts";
import { type LoadModule, loadPeer } from "./optional-peer.ts";
import type { StartedEngine } from "./start-engine.ts";

/** The name under which both packages register TensorFlow's own library. */
const backendName = "tensorflow";

/**
 * TensorFlow by its own library: with CUDA from `@tensorflow/tfjs-node-gpu`, on the processor from `@tensorflow/tfjs-node`.
 * @throws (rejects with) TrainError TRAIN_ENGINE with the command that installs it, or when there is no GPU that it can use
 */
export async function startTensorflow(engine: "cuda" | "node", load?: LoadModule): Promise<StartedEngine> {
  const name = engine === "cuda" ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node";
  await loadPeer(engine, name, load);
  if (findBackend(backendName) === null || !(await setBackend(backendName))) {
    const problem = `the engine ${engine}: ${name} brings no backend for tfjs ${version_core}: install the same version`;
    throw new TrainError("TRAIN_ENGINE", problem);
  }
  const { isUsingGpuDevice } = backend() as { isUsingGpuDevice?: unknown };
  if (engine === "cuda" && isUsingGpuDevice !== true) {
    const problem = "the engine cuda: TensorFlow finds no GPU: it needs an NVIDIA driver, CUDA 11 and cuDNN 8";
    throw new TrainError("TRAIN_ENGINE", problem);
  }
  return {
    backend: backendName,
    device: engine === "cuda" ? "NVIDIA GPU (TensorFlow, CUDA)" : "TensorFlow on the processor",
    adapterType: "hardware",
    fault: () => undefined,
  };
}
