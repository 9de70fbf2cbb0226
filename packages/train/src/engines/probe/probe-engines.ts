import { installCommand, installedVersions, missingPeer } from "../start/optional-peer.ts";
import { type EngineName, engineNames } from "../types.ts";
import { forkProbe } from "./fork-probe.ts";
import type { EngineProbe, ProbeOptions } from "./types.ts";

/**
 * Try all engines, one after another, each by a tiny step of training in a process of its own, which is compared with plain
 * JavaScript.
 *
 * @returns in the order of `engineNames`
 * @throws (rejects with) the reason of the signal
 */
export async function probeEngines(options: ProbeOptions = {}): Promise<EngineProbe[]> {
  const probes: EngineProbe[] = [];
  for (const engine of engineNames) probes.push(await probeEngine(engine, options));
  return probes;
}

/** Try one engine. @throws (rejects with) the reason of the signal */
export async function probeEngine(engine: EngineName, options: ProbeOptions = {}): Promise<EngineProbe> {
  const versions = installedVersions(engine);
  const reason = knownReason(engine);
  if (reason === undefined) return { engine, versions, ...(await forkProbe(engine, options)) };
  return { engine, versions, works: false, device: undefined, adapterType: undefined, reason };
}

/** Why it cannot work, where that is plain without a try. */
function knownReason(engine: EngineName): string | undefined {
  const missing = missingPeer(engine);
  return missing === undefined ? undefined : `${missing} is not installed: ${installCommand(engine)}`;
}
