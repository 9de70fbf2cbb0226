import { TrainError } from "../../errors.ts";
import { checkProviderName } from "../check-provider.ts";
import { type EngineName, engineNames } from "../types.ts";
import { probeEngine } from "./probe-engines.ts";
import type { EngineProbe, ProbeOptions } from "./types.ts";

/** The engine to use. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly device: string;
  /** That it will be slow. */
  readonly warning: string | undefined;
  /** What was tried, in this order. */
  readonly probes: readonly EngineProbe[];
}

/** How an engine is chosen. */
export interface ChooseOptions extends ProbeOptions {
  /** Tries an engine; tests give a stand-in. @internal */
  readonly probe?: ((engine: EngineName, options: ProbeOptions) => Promise<EngineProbe>) | undefined;
}

/**
 * The engine that was asked for, if it works; of `auto`, the first in the order of `engineNames` that works, and on
 * hardware: a processor that plays the GPU is slower than one that does not.
 *
 * @throws (rejects with) TrainError TRAIN_ENGINE that says why none works, and what to install; TypeError for an engine that
 * there is not; the reason of the signal
 */
export async function chooseEngine(asked: EngineName | "auto", options: ChooseOptions = {}): Promise<EngineChoice> {
  if (asked !== "auto" && !engineNames.includes(asked)) {
    throw new TypeError(`engine is ${asked}: expected auto, ${engineNames.join(", ")}`);
  }
  if (options.provider !== undefined) checkProviderName(asked, options.provider);
  const { probe = probeEngine, ...rest } = options;
  const probes: EngineProbe[] = [];
  for (const engine of asked === "auto" ? engineNames : [asked]) {
    const found = await probe(engine, rest);
    probes.push(found);
    if (found.works && (asked !== "auto" || found.adapterType === "hardware")) {
      return { engine, device: found.device ?? engine, warning: warningOf(found), probes };
    }
  }
  const reasons = probes.map(({ engine, reason }) => `${engine}: ${reason ?? "only a processor plays the GPU"}`);
  const problem = asked === "auto" ? `no engine works here (${reasons.join("; ")})` : `the engine ${reasons[0]}`;
  throw new TrainError("TRAIN_ENGINE", problem);
}

function warningOf({ engine, device, adapterType }: EngineProbe): string | undefined {
  if (adapterType !== "software") return undefined;
  return `${engine} runs on ${device}: a processor that plays the GPU, right but slow`;
}
