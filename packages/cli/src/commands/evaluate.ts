import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { evaluate } from "../evaluate/evaluate.ts";
import { type RawEvaluateOptions, toEvaluateRequest } from "../evaluate/options.ts";
import { parseText } from "../fetch/session-options.ts";
import { addNetworkOptions } from "../predict/options.ts";
import { subsets, taskNames } from "../train/choices.ts";
import { parseHeightBins, parseNumber } from "../train/parse.ts";

/** `atcs evaluate`: scores. */
export const evaluateCommand: CommandDefinition = {
  name: "evaluate",
  summary: "score a trained network, or predictions",
  description:
    "Score a trained network, or predictions at labels in the files of atcs predict, on instances of a dataset, and write " +
    "evaluation.json and figures. Scores are summed over all label points, and broken down by latitude, surface, cloud type, " +
    "layers and number of views. Unknown height bins take no part.",
  jsonHelp: "print all scores as JSON",
  examples: [
    { command: "atcs evaluate --run runs/first", does: "A network on its validation set" },
    { command: "atcs evaluate --run runs/first --subset train", does: "And on what it has learned from" },
    {
      command: "atcs evaluate --predictions climatology --dataset dataset",
      does: "Predictions, whoever made them",
    },
  ],
  configure(command: Command): void {
    addNetworkOptions(command)
      .option(
        "--predictions <dir>",
        "predictions at labels: <id>.npy, and meta.json that says what they are of",
        parseText,
      )
      .option("--dataset <dataset>", "with --run, where it lies now (default: where training found it)", parseText)
      .addOption(
        new Option("--subset <name>", "which instances (default: val, or those of meta.json)").choices(subsets),
      )
      .option("--out <dir>", "directory of scores and figures (default: in the run, or the predictions)", parseText)
      .option("--split <name>", "of --predictions (default: that of meta.json)", parseText)
      .addOption(new Option("--task <name>", "of --predictions (default: that of meta.json)").choices(taskNames))
      .option("--height-bins <first:end>", "of --predictions (default: those of meta.json)", parseHeightBins)
      .option(
        "--threshold <p>",
        "of --predictions: a cloud is where the probability is greater (default: that of meta.json)",
        parseNumber((value) => value >= 0 && value < 1, "a probability from 0 up to but not 1"),
      );
  },
  async run(_args, raw, context: Context): Promise<void> {
    const request = toEvaluateRequest(raw as unknown as RawEvaluateOptions);
    // Only here, because it brings tfjs.
    await evaluate(request, await import("@atcs/train"), context);
  },
};
