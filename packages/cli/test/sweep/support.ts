import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { smallFields } from "../../../train/test/support/small-dataset.ts";

/** The built command. */
export const bin: string = fileURLToPath(new URL("../../bin/atcs.js", import.meta.url));

/** Options of runs of a second, on the small dataset. */
export const smallRuns: readonly string[] = [
  ...["--task", "bin_seg_3d", "--fields", smallFields.join(","), "--network", "single_pixel", "--max-width", "8"],
  ...["--batch-size", "2", "--micro-batch", "1", "--epochs", "3", "--engine", "cpu", "--loader-workers", "0"],
];

/** How a process ended. */
export interface Ended {
  /** Null of one that was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is given, and what is done while it runs. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called with all that it has told on standard error so far. */
  readonly onTold?: (stderr: string, end: (signal: NodeJS.Signals) => void) => void;
}

/** Run a program. */
export async function start(program: string, argv: readonly string[], options: StartOptions = {}): Promise<Ended> {
  const { env = {}, cwd, onTold } = options;
  const child = spawn(program, argv, { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    onTold?.(stderr, (signal) => child.kill(signal));
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, stdout, stderr };
}

/** Run `atcs sweep`. */
export function atcsSweep(argv: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start(process.execPath, [bin, "sweep", ...argv], options);
}

/** Path of the metrics of a run. */
export function metricsFile(sweep: string, run: string): string {
  return join(sweep, "runs", run, "metrics.jsonl");
}
