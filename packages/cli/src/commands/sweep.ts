import { realpathSync } from "node:fs";
import type { Command } from "commander";
import type { CommandDefinition, Context } from "../command.ts";
import { parseText } from "../fetch/session-options.ts";
import { parseDirectory } from "../simulate/options.ts";
import { parseAngleCounts, parseAtOnce, parseIndex, parseSchemes, parseSeeds } from "../sweep/parse.ts";
import { type RawSweepOptions, sweptOptionNames, toSweepRequest } from "../sweep/request.ts";
import { sweep } from "../sweep/sweep.ts";
import { trainOptionList } from "../train/option-table.ts";

/** `atcs sweep`: many trainings that differ in one thing. */
export const sweepCommand: CommandDefinition = {
  name: "sweep",
  summary: "train over numbers of angles, bands or other options, and compare",
  description:
    "Train a network once for each of several numbers of view angles, or for each of several choices of bands, or for each run of a file, " +
    "with several seeds, and compare the validation Dice: summary.json, summary.md and summary.svg. SWEEP/runs has a run " +
    "directory of each, such as atcs train makes. The list of runs is frozen in SWEEP/sweep.json.\n\n" +
    "Of n angles the slots in the middle of n equal parts of the first 14 are kept, so that they lie on both sides of the nadir alike: 6; " +
    "3, 10; 1, 5, 8, 12; 0, 2, 4, 6, 7, 9, 11, 13; all 16.\n\n" +
    "The same command, or atcs sweep SWEEP, goes on: complete runs are passed over, others go on where they stopped. A run that " +
    "fails is noted and tried again then; the others go on, and the exit code is 1. With --slurm nothing is trained: " +
    "SWEEP/sweep.sbatch is a job array for sbatch, of which each task trains one run.\n\n" +
    'A file of --config is JSON: {"options": {"epochs": 50}, "seeds": [0, 1], "runs": [{"name": "wide", "options": {"baseWidth": 128}}]}, ' +
    'or "angles" or "bands" in place of "runs"; or the sweep.json of another sweep. Options of training are as in atcs train, but ' +
    "--angles is how many there are, and --seeds in place of --seed; those of the command line go first.",
  jsonHelp: "print the summary, the plan or the run as JSON",
  examples: [
    {
      command: "atcs sweep dataset --out sweeps/angles --angles 1,2,4,8,16 --seeds 0,1,2 --task bin_seg_3d --epochs 50",
      does: "Skill and number of angles, with three seeds each",
    },
    {
      command: "atcs sweep dataset --out sweeps/bands --bands tri1,tri2,all_bands --dry-run",
      does: "Which runs would that be?",
    },
    { command: "atcs sweep sweeps/angles", does: "Go on with it" },
    {
      command: "atcs sweep dataset --out sweeps/all --angles --slurm 8 > job.sh",
      does: "A SLURM job array, 8 runs at once",
    },
    { command: "atcs sweep sweeps/all --summary", does: "What came of it so far" },
  ],
  configure(command: Command): void {
    command
      .argument("[path]", "dataset of a new sweep: directory, file or URL; or the directory of one that is there")
      .option("--out <sweep>", "directory of a new sweep", parseDirectory)
      .option("--angles [counts]", "train with so many angles (without numbers: 1,2,4,8,16)", parseAngleCounts)
      .option("--bands [schemes]", "train with these fields (without names: all schemes of bands)", parseSchemes)
      .option("--config <file>", "runs and options as JSON", parseText)
      .option("--seeds <seeds>", "train each with these (default: 0)", parseSeeds)
      .option("--dry-run", "only list the runs")
      .option("--slurm [n]", "only write a SLURM job array of n runs at once (default: 4)", parseAtOnce)
      .option("--index <i>", "of a sweep that is there: only the run of this number, from 0", parseIndex)
      .option("--summary", "of a sweep that is there: only summarize what is complete");
    for (const option of trainOptionList()) {
      if (sweptOptionNames.includes(option.attributeName())) command.addOption(option);
    }
  },
  async run([path], raw, context: Context): Promise<void> {
    const options = raw as unknown as RawSweepOptions;
    // Only here, because it brings tfjs.
    const library = await import("@atcs/train");
    const fromFile = options.config === undefined ? {} : await library.readSweepOptions(options.config);
    await sweep(toSweepRequest(path, options, fromFile, library.bandSchemes), library, thisCommand(), context);
  },
};

/** Where a package is run by npx, the script lies in a cache, which stays. */
function thisCommand(): readonly string[] {
  return [process.execPath, realpathSync(process.argv[1] ?? "")];
}
