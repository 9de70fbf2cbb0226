// One granule of 20 degrees with its companions, in a process of its own: time and memory.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, row } from "../harness.mjs";

const program = fileURLToPath(new URL("simulate-granule.mjs", import.meta.url));

export default function run(folder) {
  const runs = [0, 1, 2].map((i) => JSON.parse(execFileSync(process.execPath, [program, join(folder, String(i))])));
  const of = (key) => ({ ours: median(runs.map((each) => each[key])) });
  return [
    row("simulate a granule of 20 degrees with its companions, one worker", "s", of("seconds"), 15),
    row("the same, memory of the process at its peak", "MB", of("peakMB"), 1000),
    row("the same, size of its three files", "MB", of("filesMB"), 100),
  ];
}
