import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { definePatch } from "@atcs/colocate";
import { AtcsDataset, computeStatistics, formatSplit, formatStatistics, openSource } from "@atcs/dataset";
import { generateDataset } from "@atcs/dataset/generate";
import { openParasolGranule } from "@atcs/dataset/granules";
import { beforeAll, expect, test } from "vitest";
import { fixturePath } from "../../../../../test/support/fixtures.ts";
import { tileInput } from "../../../src/predict/granule/tile-input.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const folder = temporaryFolder();
const granules = {
  "CALIOP/CALTRACK-5km_PAR-RB2": "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  "CALIOP/CALTRACK-5km_CS-2B-CLDCLASS": "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  "PARASOL/L1_B-HDF": "POLDER3_L1B-BG1-080176M_2008-06-03T01-27-40_V1-01.h5",
};
const parasolFile = fixturePath(`granules/${granules["PARASOL/L1_B-HDF"]}`);

beforeAll(() => {
  for (const [product, name] of Object.entries(granules)) {
    const path = join(folder, "archive", product, "2008/2008_06_03", name);
    mkdirSync(dirname(path), { recursive: true });
    cpSync(fixturePath(`granules/${name}`), path);
  }
});

test.each(["equirectangular", "sinusoidal"] as const)(
  "a tile of a granule is to the network what an instance is that was generated there: %s",
  async (projection) => {
    const out = join(folder, projection);
    await generateDataset({
      archive: join(folder, "archive"),
      out,
      from: "2008-06-03",
      to: "2008-06-03",
      fields: ["I670P", "U670P", "thetav", "phi", "Nviews", "Latitude", "Longitude"],
      patchSize: 24,
      samplesPerGranule: 3,
      minValidFraction: 0.99,
      minLabels: 10,
      nadirPadding: 3,
      projection,
      workers: 0,
    });
    const { source } = await openSource(out);
    const statistics = await computeStatistics(source, source.ids, {
      fields: source.generation.fields.map(({ name }) => name),
    });
    writeFileSync(
      join(out, "default.json"),
      formatSplit({ train: source.ids, val: [], trainCounts: undefined, ratio: 1, seed: 0 }),
    );
    writeFileSync(join(out, "default.stats.json"), formatStatistics(statistics));
    await source.close();

    await using parasol = await openParasolGranule(parasolFile, { name: basename(parasolFile) });
    for (const fields of [undefined, ["phi", "I670P", "Nviews"]]) {
      await using data = await AtcsDataset.open(out, { fields, omitAngles: [2], validityMask: true });
      expect(data.length).toBeGreaterThan(1);
      for (const [i, id] of data.ids.entries()) {
        const { centerLat, centerLon } = data.info(id);
        const tile = definePatch({ projection, size: 24, centerLat: centerLat!, centerLon: centerLon! });
        const { sensorInput } = await data.get(i);
        expect(await tileInput(parasol, tile, data, { minViews: 13 })).toEqual(sensorInput);
      }
    }
  },
);
