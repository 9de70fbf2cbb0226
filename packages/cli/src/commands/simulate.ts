import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { jsonText } from "../format/json.ts";
import { writeWarnings } from "../format/warning.ts";
import { writeTo } from "../io.ts";
import { joinPieces } from "../output.ts";
import {
  parseDay,
  parseDirectory,
  parseLatRange,
  parseRate,
  parseWhole,
  type RawSimulateOptions,
  toArchiveOptions,
} from "../simulate/options.ts";
import { simulateWithProgress } from "../simulate/simulate.ts";
import { summaryJson, summaryText, summaryWarnings } from "../simulate/summary.ts";

/** `atcs simulate`: an archive of granules that no satellite has measured. */
export const simulateCommand: CommandDefinition = {
  name: "simulate",
  summary: "write a simulated archive in the formats of the real one",
  description:
    "Write the granules that PARASOL and CloudSat would have delivered of simulated clouds: PARASOL level 1B (HDF5), " +
    "CALTRACK CLDCLASS and PAR-RB2 (HDF4), with the names and directories of the real archive below /SPACEBORNE, which " +
    "OUT stands for. The same options give the same bytes on the same platform and version of Node, on any number of " +
    "workers.\n\n" +
    "Ctrl-C stops it; the same command goes on where it stopped, and days, granules or the truth can be added. A whole half orbit " +
    "takes a minute or two and 300 MB of disk: limit the latitudes to try things out.",
  jsonHelp: "print what the archive holds as JSON",
  examples: [
    {
      command: "atcs simulate --out archive --from 2008-06-03 --granules-per-day 2 --lat-range -10,10",
      does: "Two granules of one day, between 10 degrees south and north",
    },
    {
      command:
        "atcs simulate --out june --from 2008-06-01 --to 2008-06-30 --granules-per-day 4 --lat-range 0,20 --truth",
      does: "A month, with the three-dimensional truth",
    },
    {
      command:
        "atcs simulate --out flawed --from 2008-06-01 --to 2008-06-30 --lat-range 0,20 --with-defects --with-gaps",
      does: "As imperfect as a real archive",
    },
  ],
  configure(command: Command): void {
    command
      .requiredOption("--out <dir>", "directory of the archive; made when it does not exist", parseDirectory)
      .requiredOption("--from <date>", "first day, from 2005-03-04", parseDay)
      .option("--to <date>", "last day, to 2013-10-11 (default: the first day alone)", parseDay)
      .option("--granules-per-day <n>", "draw n of the 14 or 15 of each day (default: all)", parseWhole(1, 15))
      .option("--lat-range <south,north>", "only these latitudes (default: the whole half orbit)", parseLatRange)
      .option("--seed <n>", "of the clouds and of all draws", parseWhole(0, 2 ** 32 - 1), 0)
      .option("--with-defects", "dead pixels, missing values and few views near the track as well")
      .option("--truth", "a file with the cloud type in each height bin of each pixel beside every PARASOL granule")
      .option(
        "--with-gaps [rate]",
        "missing days and files, cut files, granules without cloud data, night granules: at plausible rates, or each " +
          "with this probability",
        parseRate,
      )
      .option("--workers <n>", "threads; 0 for none (default: one per processor, at most 4)", parseWhole(0, 256))
      .option("--overwrite", "write what is there already again");
  },
  async run(_args, raw, context: Context): Promise<void> {
    // Only here, because it brings the map of the world and a server.
    const { noImperfections, realisticImperfections, simulateArchive } = await import("@atcs/simulator");
    const presets = { none: noImperfections, realistic: realisticImperfections };
    const options = toArchiveOptions(raw as unknown as RawSimulateOptions, presets);
    const summary = await simulateWithProgress(options, simulateArchive, context);
    const { io, json } = context;
    await writeWarnings(io, "simulate", summaryWarnings(summary));
    const pieces = json ? jsonText(summaryJson(options, summary)) : summaryText(options, summary);
    for (const block of joinPieces(pieces)) await writeTo(io.stdout, block);
    if (json) await writeTo(io.stdout, "\n");
  },
};
