import { join, resolve } from "node:path";
import { checkInteger, checkOptions, describeValue } from "../config/check.ts";
import { TrainError } from "../errors.ts";
import { writeWhole } from "../run/write-file.ts";
import { shellWord } from "../shell-word.ts";
import { sweepFiles } from "./layout.ts";
import { readSweep } from "./plan-file.ts";

/** Options of {@link writeSlurmScript}. */
export interface SlurmScriptOptions {
  /** Program and first arguments of the `atcs` command, as the nodes have it. */
  readonly command: readonly string[];
  /** Runs that are trained at the same time. @default 4 */
  readonly atOnce?: number | undefined;
}

/**
 * Write `sweep.sbatch`: a job array that trains each run in a task of its own. Options of `sbatch` go before those in it.
 * @param sweep its directory, on a file system that all nodes share
 * @returns path and text of the script
 * @throws TypeError, RangeError for wrong options; TrainError TRAIN_RUN, TRAIN_CONFIG as `readSweep`, TRAIN_IO
 */
export async function writeSlurmScript(
  sweep: string,
  options: SlurmScriptOptions,
): Promise<{ readonly file: string; readonly text: string }> {
  checkOptions("writeSlurmScript", options, ["command", "atOnce"]);
  const { command, atOnce = 4 } = options;
  checkInteger("atOnce", atOnce, 1);
  if (!Array.isArray(command) || command.length === 0 || command.some((part) => !isLine(part))) {
    throw new TypeError(`command is ${describeValue(command)}: expected a list of texts without line breaks`);
  }
  const directory = resolve(sweep);
  const { runs } = await readSweep(directory);
  const file = join(directory, sweepFiles.script);
  if (/[\n\r"\\]/.test(directory)) {
    const problem =
      "SLURM cannot take a path with quotation marks, backslashes or line breaks: choose another directory";
    throw new TrainError("TRAIN_RUN", problem, { file: directory });
  }
  const text = scriptText({ directory, file, command, runs: runs.length, atOnce });
  await writeWhole(file, [text]);
  return { file, text };
}

function isLine(text: unknown): boolean {
  return typeof text === "string" && !/[\n\r]/.test(text);
}

interface ScriptParts {
  readonly directory: string;
  readonly file: string;
  readonly command: readonly string[];
  readonly runs: number;
  readonly atOnce: number;
}

function scriptText({ directory, file, command, runs, atOnce }: ScriptParts): string {
  const [sweep, atcs] = [shellWord(directory), command.map(shellWord).join(" ")];
  // In names of logs SLURM replaces what follows a %.
  const logs = join(directory, sweepFiles.logs, "%a.log")
    .replaceAll("%", "%%")
    .replace(/%%a\.log$/, "%a.log");
  return `#!/bin/bash
# Trains the ${runs} runs of a sweep by a SLURM job array, at most ${atOnce} at a time. Written by atcs sweep.
#
#   sbatch ${shellWord(file)}
#
# Options of sbatch go before those below: --gres=gpu:1, --time=48:00:00, --partition=..., --array=3,7 for some of the runs.
# A task that fails, is killed or runs out of time goes on where it stopped when the script is given again; those that are
# complete end at once. Meanwhile or afterwards, ${`${atcs} sweep ${sweep} --summary`}
# writes ${sweepFiles.summary}, ${sweepFiles.table} and ${sweepFiles.chart}.
#SBATCH --job-name=atcs-sweep
#SBATCH --array=0-${runs - 1}%${atOnce}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output="${logs}"
set -euo pipefail

# srun has its own idea of how many processors there are unless it is told.
exec srun --ntasks=1 --cpus-per-task="\${SLURM_CPUS_PER_TASK:-2}" ${atcs} sweep ${sweep} --index "$SLURM_ARRAY_TASK_ID"
`;
}
