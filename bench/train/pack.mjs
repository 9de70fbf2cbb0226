// A Zarr pack of patches of a simulated granule, with a split and statistics.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseTime } from "@atcs/colocate";
import {
  computeStatistics,
  countClasses,
  formatSplit,
  formatStatistics,
  openSource,
  splitFile,
  statisticsFile,
} from "@atcs/dataset";
import { generateDataset } from "@atcs/dataset/generate";
import { directorySink, packDataset } from "@atcs/dataset/pack";
import { simulateArchive } from "@atcs/simulator";

/**
 * @param count of patches, of which the last is for validation
 * @param size rows and columns
 * @returns its directory
 */
export async function writePack(folder, count, size) {
  const [archive, dataset, pack] = ["archive", "dataset", "dataset.zarr"].map((name) => join(folder, name));
  const day = parseTime("2008-06-03");
  await simulateArchive({ out: archive, from: day, to: day, granulesPerDay: 1, latRange: [0, 24] });
  const days = { from: "2008-06-03", to: "2008-06-03" };
  const draws = { samplesPerGranule: count, patchSize: size, minLabels: 10 };
  await generateDataset({ archive, out: dataset, ...days, ...draws, workers: 0 });
  const { source, store } = await openSource(dataset);
  // All are of one half orbit, so no split by half orbits can be drawn.
  const [train, val] = [source.ids.slice(0, -1), source.ids.slice(-1)];
  const trainCounts = await countClasses(source, train);
  writeFileSync(join(dataset, splitFile("default")), formatSplit({ train, val, trainCounts, ratio: 0.9, seed: 0 }));
  const statistics = await computeStatistics(source, train, { fields: "directional" });
  writeFileSync(join(dataset, statisticsFile("default")), formatStatistics(statistics));
  const names = [splitFile("default"), statisticsFile("default")];
  const documents = new Map(await Promise.all(names.map(async (name) => [name, await store.read(name)])));
  await packDataset({ source, sink: await directorySink(pack), documents });
  await source.close();
  return pack;
}
