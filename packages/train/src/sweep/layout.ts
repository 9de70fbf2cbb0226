import { join } from "node:path";

/** Names of what the directory of a sweep holds. */
export const sweepFiles = {
  plan: "sweep.json",
  /** `runs/<name>`: a run directory for each. */
  runs: "runs",
  /** `states/<name>.json`: how far each is. */
  states: "states",
  /** Of the tasks of a SLURM job array. */
  logs: "logs",
  script: "sweep.sbatch",
  summary: "summary.json",
  table: "summary.md",
  chart: "summary.svg",
  lock: "sweep.lock",
} as const;

/** The run directory of a run. */
export function runDirectory(sweep: string, name: string): string {
  return join(sweep, sweepFiles.runs, name);
}
