import { type Command, InvalidArgumentError } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { printResult } from "../dataset/print.ts";
import { type SplitOptions, splitDataset } from "../dataset/split-dataset.ts";
import { splitJson, splitText, splitWarnings } from "../dataset/split-text.ts";
import { parseText } from "../fetch/session-options.ts";
import { writeWarnings } from "../format/warning.ts";
import { parseWhole } from "../simulate/options.ts";

/** `atcs split`: training and validation. */
export const splitCommand: CommandDefinition = {
  name: "split",
  summary: "divide a dataset into training and validation",
  description:
    "Divide the instances of a dataset at random into training and validation, with all instances of a half orbit on one " +
    "side: neighbours in space and time would tell too much of each other. Writes NAME.json into the dataset's directory, with the " +
    "ids and how often each cloud type is in the labels of the training set. The same seed gives the same split.",
  jsonHelp: "print what was divided as JSON",
  examples: [
    { command: "atcs split dataset", does: "Four fifths for training, as the split named default" },
    { command: "atcs split dataset --name fold2 --ratio 0.9 --seed 2", does: "Another one" },
  ],
  configure(command: Command): void {
    command
      .argument("<dataset>", "directory, or file such as atrain.h5")
      .option("--name <name>", "of the split", parseText, "default")
      .option("--ratio <share>", "wanted share of training instances, as whole half orbits allow", parseShare, 0.8)
      .option("--seed <n>", "of the draw", parseWhole(0, 2 ** 32 - 1), 0)
      .option("--overwrite", "replace another split of this name, and remove the statistics of its training set");
  },
  async run([directory = ""], raw, context: Context): Promise<void> {
    const summary = await splitDataset(
      directory,
      raw as unknown as SplitOptions,
      await import("@atcs/dataset"),
      context,
    );
    await printResult(context, splitText(summary), splitJson(summary));
    await writeWarnings(context.io, "split", splitWarnings(summary));
  },
};

function parseShare(text: string): number {
  const share = /^(0?\.\d+|0)$/.test(text) ? Number(text) : Number.NaN;
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError("Expected a share above 0 and below 1, such as 0.8.");
  return share;
}
