// Generates a dataset: archive, directory and projection are its arguments; prints what it took as JSON.

import { performance } from "node:perf_hooks";
import { generateDataset } from "@atcs/dataset/generate";

const [archive, out, projection] = process.argv.slice(2);
const begin = performance.now();
const { instances } = await generateDataset({ archive, out, projection, from: "2008-06-03", to: "2008-06-03" });
const seconds = (performance.now() - begin) / 1000;
// Kilobytes, of the whole process with its threads.
const peakMB = process.resourceUsage().maxRSS / 1000;
process.stdout.write(JSON.stringify({ instances, seconds, peakMB }));
