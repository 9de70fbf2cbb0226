import { startWebGpu } from "@atcs/models/node";
import { backend, findBackend, setBackend } from "@tensorflow/tfjs";
import { TrainError } from "../../errors.ts";
import { installCommand } from "./optional-peer.ts";
import type { StartedEngine } from "./start-engine.ts";

/** Marks tfjs's backend with what is known of it. */
const startedAs = Symbol.for("@atcs/train/web-gpu");

/**
 * Take a device, unless this thread has one that is well: another would take the tensors of all sessions away.
 * @throws (rejects with) TrainError TRAIN_ENGINE with what to install, or when there is no adapter
 */
export async function startWebGpuEngine(): Promise<StartedEngine> {
  const known = (findBackend("webgpu") as Marked | null)?.[startedAs];
  if (known === undefined || known.fault() !== undefined) return startAgain();
  await setBackend("webgpu");
  return known;
}

interface Marked {
  [startedAs]?: StartedEngine;
}

async function startAgain(): Promise<StartedEngine> {
  let first: Error | undefined;
  const adapter = await startWebGpu({
    onError: (error) => {
      first ??= error;
    },
  }).catch((cause: unknown) => {
    const { message } = cause as Error;
    const advice = message.includes("npm install") ? `: ${installCommand("webgpu")}` : "";
    throw new TrainError("TRAIN_ENGINE", `the engine webgpu: ${message.split(": npm install")[0]}${advice}`, { cause });
  });
  if (!(await setBackend("webgpu"))) throw new TrainError("TRAIN_ENGINE", "the engine webgpu: tfjs could not start it");
  const started: StartedEngine = {
    backend: "webgpu",
    device: `${adapter.name} (WebGPU)`,
    adapterType: adapter.type,
    fault: () => first,
  };
  Object.assign(backend(), { [startedAs]: started });
  return started;
}
