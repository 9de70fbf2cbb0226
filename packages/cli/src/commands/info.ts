import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { info } from "../info/info.ts";
import { parseWhole } from "../simulate/options.ts";

/** `atcs info`: what works here. */
export const infoCommand: CommandDefinition = {
  name: "info",
  summary: "tell versions, and which engines work here",
  description:
    "Tell versions, and which compute engines work here: each makes a small step of training in a process of its own, which is " +
    "compared with plain JavaScript. Of those that do not work it says why, and what to install. An engine that works slowly " +
    "is a processor that plays the GPU; only --engine takes it, never auto.",
  jsonHelp: "print what was found as JSON",
  examples: [
    { command: "atcs info", does: "What works here" },
    { command: "atcs info --json --timeout 120", does: "For a program, and a machine that is slow" },
  ],
  configure(command: Command): void {
    command.option("--timeout <s>", "seconds that an engine may take", parseWhole(1, 3600), 60);
  },
  async run(_args, { timeout }, context: Context): Promise<void> {
    // Only here, because it brings tfjs.
    await info(await import("@atcs/train"), timeout as number, context);
  },
};
