import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { reportDamage, type ValidateCommandOptions, validate } from "../dataset/validate.ts";
import { validateJson, validateText } from "../dataset/validate-text.ts";
import { parseText } from "../fetch/session-options.ts";

/** `atcs validate`: what is damaged? */
export const validateCommand: CommandDefinition = {
  name: "validate",
  summary: "check every instance of a dataset, and its splits",
  description:
    "Read every image and all labels: missing and damaged files, paths, shapes, values that cannot be, corners and weights, " +
    "and whether labels lie where their image is. Of each split: instances that there are not, half orbits on both sides, " +
    "and class counts or statistics of something else. What is damaged is named with the reason, and the exit code is 1 then.",
  jsonHelp: "print what was found as JSON",
  examples: [
    { command: "atcs validate dataset", does: "The dataset and all its splits" },
    { command: "atcs validate dataset --split default --json", does: "With one split, for programs" },
  ],
  configure(command: Command): void {
    command
      .argument("<dataset>", "directory, file such as atrain.h5, or URL of a pack")
      .option("--split <name>", "check this split alone (default: all)", parseText);
  },
  async run([directory = ""], raw, context: Context): Promise<void> {
    const options = raw as unknown as ValidateCommandOptions;
    const report = await validate(directory, options, await import("@atcs/dataset"), context);
    await printResult(context, validateText(report), validateJson(report));
    reportDamage(report);
  },
};
