import { availableParallelism, totalmem } from "node:os";
import type * as library from "@atcs/train";
import type { EngineName, EngineProbe } from "@atcs/train";
import type { Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { createProgress } from "../progress/progress.ts";
import { readVersion } from "../version.ts";
import { infoJson, infoText } from "./info-text.ts";

/** `@atcs/train`, or what a test gives for it. */
export type InfoTools = Pick<typeof library, "probeEngines">;

/** What `atcs` is and runs on. */
export interface Info {
  readonly atcs: string;
  readonly node: string;
  /** `linux x64` */
  readonly platform: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** In the order in which `auto` tries them. */
  readonly engines: readonly EngineProbe[];
  /** The one that `auto` takes; undefined when none works. */
  readonly auto: EngineName | undefined;
}

/** Try all engines and tell which work. @param timeout seconds that one may take */
export async function info(tools: InfoTools, timeout: number, context: Context): Promise<void> {
  const progress = createProgress(context.io, { label: "atcs info" });
  let engines: readonly EngineProbe[];
  try {
    progress.total.update({ done: 0, total: undefined, detail: "trying each engine in a process of its own" });
    engines = await tools.probeEngines({ timeout, signal: context.signal });
  } finally {
    await progress.stop();
  }
  const found: Info = {
    atcs: readVersion(),
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    engines,
    // What only a processor plays is not taken by itself.
    auto: engines.find(({ works, adapterType }) => works && adapterType === "hardware")?.engine,
  };
  await printResult(context, infoText(found), infoJson(found));
}
