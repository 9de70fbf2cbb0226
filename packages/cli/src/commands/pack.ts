import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { type PackCommandOptions, pack, packJson, packText } from "../dataset/pack.ts";
import { printResult } from "../dataset/print.ts";
import { parseDirectory } from "../simulate/options.ts";

/** `atcs pack`: a dataset as Zarr. */
export const packCommand: CommandDefinition = {
  name: "pack",
  summary: "copy a dataset as Zarr, at half the size or less",
  description:
    "Copy a dataset, with its splits and their statistics, as Zarr 3, which loads in browsers over HTTP and in Python with " +
    "zarr-python. Directional fields become int16 as the granules have them, all else stays as it is. OUT appears when it " +
    "is complete; the same dataset gives the same bytes.",
  jsonHelp: "print what was written as JSON",
  examples: [
    { command: "atcs pack dataset --out dataset.zarr", does: "Compressed with lz4, which is fast" },
    { command: "atcs pack dataset --out dataset.zarr --codec none", does: "Faster to load, and larger" },
  ],
  configure(command: Command): void {
    command
      .argument("<dataset>", "directory, or file such as atrain.h5")
      .requiredOption("-o, --out <dir>", "directory of the copy, which must not exist yet", parseDirectory)
      .addOption(
        new Option("--codec <name>", "none, lz4, zstd or gzip").choices(["none", "lz4", "zstd", "gzip"]).default("lz4"),
      );
  },
  async run([directory = ""], raw, context: Context): Promise<void> {
    // Only here, because it brings what encodes.
    const [library, packing] = await Promise.all([import("@atcs/dataset"), import("@atcs/dataset/pack")]);
    const summary = await pack(directory, raw as unknown as PackCommandOptions, { library, packing }, context);
    await printResult(context, packText(summary), packJson(summary));
  },
};
