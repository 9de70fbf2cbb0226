import { env } from "@tensorflow/tfjs";
import { startDeviceEngine } from "../start/start-engine.ts";
import type { EngineName } from "../types.ts";
import { difference, tinyStep } from "./tiny-step.ts";
import type { ProbeAnswer } from "./types.ts";

/** Try an engine in this process. */
export async function tryEngine(engine: EngineName): Promise<ProbeAnswer> {
  try {
    const adapterType = await adapterOf(engine);
    const found = await tinyStep(engine);
    const wrong = engine === "cpu" ? undefined : difference(found, await tinyStep("cpu"));
    return { works: wrong === undefined, device: found.device, adapterType, reason: wrong };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.replace(`the engine ${engine}: `, "");
    return { works: false, device: undefined, adapterType: undefined, reason };
  }
}

async function adapterOf(engine: EngineName): Promise<"hardware" | "software"> {
  if (engine === "wasm" || engine === "cpu") return "hardware";
  const { adapterType } = await startDeviceEngine(engine);
  // Or tfjs would compute what is small on the processor.
  if (engine === "webgpu") env().set("WEBGPU_CPU_FORWARD", false);
  return adapterType;
}
