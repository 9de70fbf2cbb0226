// Simulates one granule of 20 degrees into the directory that is its argument; prints what it took as JSON.

import { performance } from "node:perf_hooks";
import { parseTime } from "@atcs/colocate";
import { simulateArchive } from "@atcs/simulator";

const day = parseTime("2008-06-03");
const begin = performance.now();
const { bytesWritten } = await simulateArchive({
  out: process.argv[2],
  from: day,
  to: day,
  granulesPerDay: 1,
  latRange: [0, 20],
  workers: 1,
});
const seconds = (performance.now() - begin) / 1000;
// Kilobytes, of the whole process with its threads.
const peakMB = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ seconds, peakMB, filesMB: bytesWritten / 1e6 }));
