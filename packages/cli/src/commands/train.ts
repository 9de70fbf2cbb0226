import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseText } from "../fetch/session-options.ts";
import { parseDirectory } from "../simulate/options.ts";
import { readConfigFile } from "../train/config-file.ts";
import { trainOptionList } from "../train/option-table.ts";
import { type RawTrainOptions, toTrainRequest } from "../train/request.ts";
import { train } from "../train/train.ts";

/** `atcs train`: a network on a dataset. */
export const trainCommand: CommandDefinition = {
  name: "train",
  summary: "train a network",
  description:
    "Train a network on the training set of a split, evaluate it on the validation set, and write everything to the run " +
    "directory: configuration, metrics, TensorBoard event files, checkpoints, the best weights, and report.html.\n\n" +
    "After Ctrl-C, a crash or a new start, --resume goes on from the last checkpoint; on the engines onnx, wasm and cpu the weights " +
    "are then the same to the bit. A run goes on with its own options: others than --engine, --provider, --workers, --loader-workers, " +
    "--prefetch and --epochs are refused when they differ. Name the dataset too if it lies elsewhere now.\n\n" +
    'With --config, options are read from a JSON file, {"network": "unet_2d", "batchSize": 16}, or from the config.json of a run; ' +
    "those of the command line go first.",
  jsonHelp: "print what came of it as JSON",
  examples: [
    { command: "atcs train dataset --out runs/first", does: "All options as they are by default" },
    {
      command: "atcs train dataset --out runs/mask --task bin_seg_3d --height-bins 4:103 --network unet_2d --epochs 50",
      does: "A cloud mask by a U-Net",
    },
    { command: "atcs train --resume runs/mask --epochs 100", does: "Go on with it, for longer" },
    {
      command: "atcs train --config runs/mask/config.json --out runs/seed1 --seed 1",
      does: "The same with another seed",
    },
  ],
  configure(command: Command): void {
    command
      .argument("[dataset]", "directory, file such as atrain.h5, or URL; not needed with --resume RUN")
      .option("--out <run>", "run directory; it must not exist yet, or be empty", parseDirectory)
      .option("--config <file>", "options as JSON, which the command line overrides", parseText)
      .option("--resume [run]", "go on with the run, which is that of --out if none is named")
      .option("--from <checkpoint>", "go on from this checkpoint (default: the last)", parseText)
      .option("--no-report", "leave the evaluation of the best weights and the report out");
    for (const option of trainOptionList()) command.addOption(option);
  },
  async run([dataset], raw, context: Context): Promise<void> {
    // Only here, because it brings tfjs.
    const [training, datasets, models] = await Promise.all([
      import("@atcs/train"),
      import("@atcs/dataset"),
      import("@atcs/models"),
    ]);
    const options = raw as unknown as RawTrainOptions;
    const fromFile = options.config === undefined ? {} : await readConfigFile(options.config, training.parseRunConfig);
    await train(toTrainRequest(dataset, options, fromFile), { ...datasets, ...models, ...training }, context);
  },
};
