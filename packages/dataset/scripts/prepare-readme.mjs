// What the examples of the README find in their folder: `dataset`, made of the miniature scene as `atcs generate`, `atcs split`
// and `atcs stats` make one. It runs in that folder, with the package as it is installed there.
//
//   node prepare-readme.mjs FIXTURES [DRAWS]
//
// DRAWS, as JSON, are options of the draws that other packages want otherwise.

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { computeStatistics, countClasses, formatSplit, formatStatistics, makeSplit, openSource } from "@atcs/dataset";
import { generateDataset } from "@atcs/dataset/generate";

const [fixtures] = process.argv.slice(2);
const granules = {
  "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
  "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
};

// An archive of five half orbits, which are the same but for their times.
for (const [directory, name] of Object.entries(granules)) {
  for (const hour of ["01", "03", "05", "07", "09"]) {
    const path = join("archive", directory, "2008/2008_06_03", name.replace("T01-", `T${hour}-`));
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(fixtures, "granules", name), path);
  }
}

const days = { from: "2008-06-03", to: "2008-06-03" };
const draws = { samplesPerGranule: 2, minValidFraction: 0.99, ...JSON.parse(process.argv[3] ?? "{}") };
await generateDataset({ archive: "archive", out: "dataset", ...days, ...draws, workers: 0 });
const { source } = await openSource("dataset");
const { train, val } = makeSplit({ instances: source.ids.map((id) => source.info(id)), ratio: 0.8, seed: 1 });
const split = { train, val, trainCounts: await countClasses(source, train), ratio: 0.8, seed: 1 };
writeFileSync("dataset/default.json", formatSplit(split));
writeFileSync("dataset/default.stats.json", formatStatistics(await computeStatistics(source, train)));
await source.close();
