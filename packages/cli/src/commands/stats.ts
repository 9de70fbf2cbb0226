import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { computeStats, type StatsOptions } from "../dataset/compute-stats.ts";
import { printResult } from "../dataset/print.ts";
import { statsJson, statsText } from "../dataset/stats-text.ts";
import { parseText } from "../fetch/session-options.ts";
import { parseFields } from "../generate/options.ts";

/** `atcs stats`: what inputs are normalised with. */
export const statsCommand: CommandDefinition = {
  name: "stats",
  summary: "compute means and standard deviations of a split's training set",
  description:
    "Compute mean, standard deviation and range of each channel over the valid values of the training set, and write them " +
    "beside the split as NAME.stats.json: loading normalises with them. They are taken of values as loading makes them, so " +
    "--clip and --angles must be those of loading. What is there is replaced.",
  jsonHelp: "print what was computed, field by field, as JSON",
  examples: [
    { command: "atcs stats dataset", does: "For the split named default" },
    { command: "atcs stats dataset --split fold2 --fields all_bands", does: "Only some fields of another one" },
  ],
  configure(command: Command): void {
    command
      .argument("<dataset>", "directory, or file such as atrain.h5")
      .option("--split <name>", "whose training set", parseText, "default")
      .option("--fields <names>", "a scheme, or fields with commas between (default: all of the dataset)", parseFields)
      .addOption(
        new Option("--clip <how>", "reflectances to [0, 1.5] with Q and U to [-1, 1]; all to [0, 1]; or not")
          .choices(["physical", "published", "none"])
          .default("physical"),
      )
      .addOption(
        new Option("--angles <how>", "sine of zenith angles and cosine of phi; sine and cosine of each; or degrees")
          .choices(["default", "sincos", "raw"])
          .default("default"),
      );
  },
  async run([directory = ""], raw, context: Context): Promise<void> {
    const options = raw as unknown as StatsOptions;
    const summary = await computeStats(directory, options, await import("@atcs/dataset"), context);
    await printResult(context, statsText(summary), statsJson(summary));
  },
};
