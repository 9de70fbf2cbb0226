import { type Command, Option } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { UsageError } from "../errors.ts";
import { addArchiveOption, addSessionOptions } from "../fetch/session-options.ts";
import { generate, mergeGeneration } from "../generate/generate.ts";
import {
  parseDecimal,
  parseFields,
  parseShard,
  type RawGenerateOptions,
  toGenerateRequest,
} from "../generate/options.ts";
import { parseDay, parseDirectory, parseLatRange, parseRate, parseWhole } from "../simulate/options.ts";

/** `atcs generate`: a dataset from an archive. */
export const generateCommand: CommandDefinition = {
  name: "generate",
  summary: "build a dataset from an archive",
  description:
    "Fetch the granules of PARASOL and CloudSat of some days, draw patches along the track, cut them from the image, label " +
    "them with the cloud types of the profiles that cross them, and write images (.npy), labels (.pkl) and lists (.json) below " +
    "DIR. What will be processed is frozen in DIR/plan.json first.\n\n" +
    "After Ctrl-C, a crash or a new start, the same command with --resume goes on; the result is the same to the byte, on " +
    "any number of workers or shards. A granule that is damaged or has no cloud is skipped; skipped.jsonl says why.\n\n" +
    "With --shard i/n (in a SLURM job array by itself) every nth granule is made, below DIR/shards/i; atcs generate merge " +
    "makes one dataset of the shards. User name and password are found as atcs fetch finds them.",
  jsonHelp: "print what was made as JSON",
  examples: [
    {
      command: "atcs generate --archive icare --out dataset",
      does: "From a mirror, such as atcs fetch makes",
    },
    {
      command: "atcs generate --days-per-month 4 --granules-per-day 4 --out dataset --dry-run",
      does: "What a seeded sample of two years would need",
    },
    {
      command: "atcs generate --archive icare --out dataset --workers 4 --resume",
      does: "Go on with it, on 4 threads",
    },
    {
      command: "atcs generate --archive icare --out dataset --shard 3/16 --resume",
      does: "The fourth of 16 parts",
    },
    { command: "atcs generate merge --out dataset", does: "One dataset of all parts" },
  ],
  configure(command: Command): void {
    command.argument("[action]", "merge: make one dataset of the shards in --out");
    addArchiveOption(command)
      .requiredOption("--out <dir>", "directory of the dataset; made when it does not exist", parseDirectory)
      .option("--from <date>", "first day (default: 2007-11-27)", parseDay)
      .option("--to <date>", "last day (default: 2009-12-02)", parseDay)
      .option("--days-per-month <n>", "draw n days of each month (default: all)", parseWhole(1, 31))
      .option("--granules-per-day <n>", "draw n half orbits of each day (default: all)", parseWhole(1, 1000))
      .option("--seed <n>", "of all draws (default: 0)", parseWhole(0, 2 ** 32 - 1))
      .option("--fields <names>", "a scheme, or fields with commas between (default: default)", parseFields)
      .addOption(
        new Option("--projection <name>", "of the patches (default: equirectangular)").choices([
          "equirectangular",
          "sinusoidal",
        ]),
      )
      .option("--patch-size <n>", "rows and columns of a patch (default: 100)", parseWhole(2, 1000))
      .option("--samples-per-granule <n>", "most patches of a half orbit (default: 16)", parseWhole(1, 10_000))
      .addOption(
        new Option(
          "--sampling <name>",
          "as likely is every area of the Earth, or length of the track (default: area)",
        ).choices(["area", "track"]),
      )
      .option(
        "--lat-range <south,north>",
        "degrees north that patches are drawn between (default: -60,60)",
        parseLatRange,
      )
      .option("--min-views <n>", "views of a valid pixel (default: 13)", parseWhole(1, 16))
      .option("--min-valid-fraction <share>", "of a patch's pixels that are valid (default: 1)", parseRate)
      .option("--min-labels <n>", "profiles in a patch (default: 50)", parseWhole(1, 100_000))
      .option("--nadir-padding <n>", "pixels from profiles to the east and west borders (default: 10)", parseDecimal(0))
      .option("--max-time-offset <s>", "seconds between image and profiles (default: 600)", parseDecimal(0))
      .option("--resume", "go on with what is in DIR; begin where there is nothing")
      .option("--workers <n>", "threads, 300 MB each; 0 for none (default: 2)", parseWhole(0, 256))
      .option("--shard <i/n>", "every nth granule (default: the task of a SLURM job array, else all)", parseShard)
      .option("--plan-only", "make DIR/plan.json and nothing else")
      .option("--dry-run", "only tell what would be fetched and made, and what is here already")
      .option("--refresh", "list again what was listed within a day, for a plan that is not made yet")
      .option(
        "--cache-dir <dir>",
        "where granules are kept while they are needed (default: that of atcs)",
        parseDirectory,
      )
      .option("--max-cache-gb <n>", "most that the cache keeps; not for --mirror", parseDecimal(0.001), 20)
      .option("--mirror <dir>", "keep all granules for good, as atcs fetch --out does", parseDirectory);
    addSessionOptions(command);
  },
  async run([action], raw, context: Context): Promise<void> {
    if (action !== undefined && action !== "merge") {
      throw new UsageError(`there is no "${action}" to do: expected merge, or nothing`);
    }
    // Only here, because it brings SSH and HDF.
    const tools = await import("@atcs/dataset/generate");
    const options = raw as unknown as RawGenerateOptions;
    if (action === "merge") await mergeGeneration(options.out, tools, context);
    else await generate(toGenerateRequest(options, context.io.env), tools, context);
  },
};
