// What the examples of the README find in their folder: `dataset`, as those of @atcs/dataset, with small patches so that training
// takes seconds. It runs in that folder, with @atcs/dataset as it is installed there.
//
//   node prepare-readme.mjs FIXTURES

import { copyFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [fixtures] = process.argv.slice(2);
const copy = resolve(".prepare-dataset.mjs");
copyFileSync(join(fixtures, "../packages/dataset/scripts/prepare-readme.mjs"), copy);
process.argv[3] = JSON.stringify({ samplesPerGranule: 4, patchSize: 24, minLabels: 10, nadirPadding: 4 });
try {
  await import(pathToFileURL(copy));
} finally {
  rmSync(copy);
}
