// 64 patches of 100 x 100 pixels with all default fields from 4 simulated half orbits of 30 degrees on the local disk, by the
// command's defaults on two cores, in a process of its own: time and memory.

import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseTime } from "@atcs/colocate";
import { simulateArchive } from "@atcs/simulator";
import { median, row } from "../harness.mjs";

const program = fileURLToPath(new URL("generate-dataset.mjs", import.meta.url));

export default async function run(folder) {
  const archive = join(folder, "archive");
  const day = parseTime("2008-06-03");
  await simulateArchive({ out: archive, from: day, to: day, granulesPerDay: 4, latRange: [-15, 15], workers: 2 });
  const runs = ["equirectangular", "sinusoidal"].map((projection) =>
    [0, 1, 2].map(() => {
      const out = join(folder, "dataset");
      const result = JSON.parse(execFileSync(process.execPath, [program, archive, out, projection]));
      rmSync(out, { recursive: true });
      if (result.instances !== 64) throw new Error(`${result.instances} instances instead of 64`);
      return result;
    }),
  );
  const of = (projection, key) => ({ ours: median(runs[projection].map((each) => each[key])) });
  return [
    row("generate 64 patches from 4 half orbits, equirectangular, 2 workers", "s", of(0, "seconds"), 25),
    row("the same, memory of the process at its peak", "MB", of(0, "peakMB"), 1000),
    row("generate 64 patches from 4 half orbits, sinusoidal, 2 workers", "s", of(1, "seconds"), 25),
  ];
}
