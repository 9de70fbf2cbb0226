import { env } from "@tensorflow/tfjs";
import { loadOnnxRuntime, supportedProviders } from "../start/onnx-runtime.ts";
import { startDeviceEngine } from "../start/start-engine.ts";
import type { EngineName, OnnxProvider } from "../types.ts";
import { difference, tinyStep } from "./tiny-step.ts";
import type { ProbeAnswer } from "./types.ts";

/** Try an engine in this process. @param provider of `onnx` */
export async function tryEngine(engine: EngineName, provider?: OnnxProvider): Promise<ProbeAnswer> {
  const found: { providers?: ProbeAnswer["providers"] } = {};
  try {
    if (engine === "onnx") found.providers = supportedProviders(await loadOnnxRuntime());
    const adapterType = await adapterOf(engine);
    const step = await tinyStep(engine, provider);
    const wrong = engine === "cpu" ? undefined : difference(step, await tinyStep("cpu"));
    return { works: wrong === undefined, device: step.device, adapterType, reason: wrong, ...found };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const reason = message.replace(`the engine ${engine}: `, "");
    return { works: false, device: undefined, adapterType: undefined, reason, ...found };
  }
}

async function adapterOf(engine: EngineName): Promise<"hardware" | "software"> {
  if (engine === "wasm" || engine === "cpu" || engine === "onnx") return "hardware";
  const { adapterType } = await startDeviceEngine(engine);
  // Or tfjs would compute what is small on the processor.
  if (engine === "webgpu") env().set("WEBGPU_CPU_FORWARD", false);
  return adapterType;
}
