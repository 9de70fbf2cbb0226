import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseText } from "../fetch/session-options.ts";
import { addNetworkOptions, type RawPredictOptions, toPredictRequest } from "../predict/options.ts";
import { predict } from "../predict/predict.ts";
import { parseLatRange, parseWhole } from "../simulate/options.ts";
import { subsets, taskNames } from "../train/choices.ts";
import { parseHeightBins } from "../train/parse.ts";

/** `atcs predict`: what a trained network says. */
export const predictCommand: CommandDefinition = {
  name: "predict",
  summary: "predict by a trained network",
  description:
    "Predict at the label points of the instances of a dataset, <id>.npy beside meta.json; with --dense at every pixel of them, " +
    "<id>.dense.npy. What is there of the same network is not computed again.\n\n" +
    "With --granule predict a whole PARASOL half orbit, by tiles that overlap: an HDF5 file by the CF conventions, which " +
    "netCDF-4 programs read. With --baseline climatology predict what the training set has in each height bin, without any " +
    "network: what a network has to beat.",
  jsonHelp: "print what was written as JSON",
  examples: [
    { command: "atcs predict --run runs/first", does: "The validation set, with the best weights" },
    { command: "atcs predict --run runs/first --subset all --dense --out dense", does: "All pixels of all instances" },
    {
      command:
        "atcs predict --run runs/first --granule POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5 --out clouds.h5",
      does: "A half orbit",
    },
    { command: "atcs predict --baseline climatology --dataset dataset --out climatology", does: "Without a network" },
  ],
  configure(command: Command): void {
    addNetworkOptions(command)
      .option("--dataset <dataset>", "where the dataset lies (default: where training found it)", parseText)
      .addOption(new Option("--subset <name>", "which instances (default: val)").choices(subsets))
      .option("--out <path>", "directory, or file of --granule (default: predictions/<subset> of the run)", parseText)
      .option("--dense", "at every pixel instead of the label points")
      .option("--granule <file>", "a PARASOL level 1B granule", parseText)
      .option(
        "--tile-size <n>",
        "rows and columns of a tile (default: those of the dataset's images)",
        parseWhole(2, 10_000),
      )
      .option("--overlap <n>", "rows and columns that tiles share (default: a quarter)", parseWhole(1, 5000))
      .option("--min-views <n>", "views of a pixel that is predicted (default: as in the dataset)", parseWhole(1, 16))
      .option("--lat-range <south,north>", "degrees north (default: all of the half orbit)", parseLatRange)
      .option("--institution <text>", "where the file is made, for its attributes", parseText)
      .addOption(new Option("--baseline <name>", "predict without a network").choices(["climatology"]))
      .option("--split <name>", "of --baseline (default: default)", parseText)
      .addOption(new Option("--task <name>", "of --baseline (default: seg_3d)").choices(taskNames))
      .option("--height-bins <first:end>", "of --baseline (default: all)", parseHeightBins);
  },
  async run(_args, raw, context: Context): Promise<void> {
    const request = toPredictRequest(raw as unknown as RawPredictOptions);
    // Only here, because it brings tfjs.
    await predict(request, await import("@atcs/train"), context);
  },
};
