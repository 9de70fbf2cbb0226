// What the examples of the README find in their folder: `dataset`, the same as those of @atcs/dataset. It runs in that folder,
// with @atcs/dataset as it is installed there.
//
//   node prepare-readme.mjs FIXTURES

import { copyFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [fixtures] = process.argv.slice(2);
const copy = resolve(".prepare-dataset.mjs");
copyFileSync(join(fixtures, "../packages/dataset/scripts/prepare-readme.mjs"), copy);
try {
  await import(pathToFileURL(copy));
} finally {
  rmSync(copy);
}
