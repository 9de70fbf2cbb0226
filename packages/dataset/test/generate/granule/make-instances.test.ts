import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeCloudScenario, definePatch, patchLatLon } from "@atcs/colocate";
import { createHdf4 } from "@atcs/hdf/write";
import { describe, expect, test } from "vitest";
import { makeInstances } from "../../../src/generate/granule/make-instances.ts";
import { SkipError } from "../../../src/generate/granule/skip.ts";
import type { GranuleReport, GranuleRules, LocalGranule, NewInstance } from "../../../src/generate/granule/types.ts";
import { openCldclassGranule } from "../../../src/granules/cldclass.ts";
import { openParasolGranule } from "../../../src/granules/parasol.ts";
import { granulePaths } from "../../support/granules.ts";
import { fixtureGranule, rulesWith, temporaryFolder } from "../_support.ts";

async function make(
  rules: GranuleRules,
  granule: LocalGranule = fixtureGranule,
): Promise<{ instances: NewInstance[]; report: GranuleReport }> {
  const instances: NewInstance[] = [];
  const report = await makeInstances(granule, rules, { take: (instance) => void instances.push(instance) });
  return { instances: instances.sort((a, b) => a.info.id - b.info.id), report };
}

/** Those of the miniature scene by the usual rules, made once. */
let usual: ReturnType<typeof make> | undefined;
function makeUsual(): ReturnType<typeof make> {
  usual ??= make(rulesWith());
  return usual;
}

describe("instances of a granule", () => {
  test("ids, paths and places follow from ordinal and name", async () => {
    const { instances, report } = await makeUsual();
    expect(instances.map(({ info }) => info.id)).toEqual([9, 10, 11]);
    const { info, image, channels, labels } = instances[1]!;
    expect(info).toMatchObject({
      inputPath: "input/2008/2008_06_03/10.npy",
      outputPath: "output/2008/2008_06_03/10.pkl",
      dateTime: "2008-06-03 01:28:10",
      syncFile: fixtureGranule.sync.name,
      projection: "equirectangular",
    });
    expect([channels, image.length]).toEqual([68, 24 * 24 * 68]);
    expect(labels.count).toBeGreaterThanOrEqual(10);
    // Two profiles of 400 are all fill.
    expect([report.profiles, report.usableProfiles]).toEqual([400, 398]);
    expect(report.fieldAttributes.Data_Directional_Fields?.I670P?.scale_factor).toBe(1e-4);
    expect(report.fieldAttributes.Data_Directional_Fields?.I670P).not.toHaveProperty("Num_Fill");
  });

  test("equirectangular: coordinates by formula, labels at their fractional places", async () => {
    const { instances } = await makeUsual();
    for (const { info, image, channels, labels } of instances) {
      const patch = definePatch({ centerLat: info.centerLat!, centerLon: info.centerLon!, size: 24 });
      const { lat, lon } = patchLatLon(patch);
      for (let pixel = 0; pixel < 24 * 24; pixel++) {
        expect(image[pixel * channels + 66]).toBe(Math.fround(lat[pixel]!));
        expect(image[pixel * channels + 67]).toBe(Math.fround(lon[pixel]!));
      }
      // Interpolated at a label's place the image's coordinates are the profile's.
      for (let p = 0; p < labels.count; p++) {
        let [latSum, lonSum] = [0, 0];
        for (let k = 0; k < 4; k++) {
          const pixel = labels.corners[8 * p + 2 * k]! * 24 + labels.corners[8 * p + 2 * k + 1]!;
          latSum += labels.weights[4 * p + k]! * lat[pixel]!;
          lonSum += labels.weights[4 * p + k]! * lon[pixel]!;
        }
        expect(Math.abs(latSum - labels.lat[p]!)).toBeLessThan(1e-5);
        expect(Math.abs(lonSum - labels.lon[p]!)).toBeLessThan(1e-5);
        const [row, col] = [labels.positions![2 * p]!, labels.positions![2 * p + 1]!];
        expect(Math.min(row, col, 23 - row, 20 - col + 1e-6, col - 3 + 1e-6)).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test("sinusoidal: the grid's own pixels, and corners with weights", async () => {
    const { instances } = await make(rulesWith({ projection: "sinusoidal" }));
    await using parasol = await openParasolGranule(granulePaths.parasol);
    const { image, channels, labels } = instances[0]!;
    expect(labels.positions).toBeUndefined();
    let compared = 0;
    for (let pixel = 0; pixel < 24 * 24; pixel += 5) {
      const at = pixel * channels;
      const { row, col } = parasol.grid.toPixel(image[at + 66]!, image[at + 67]!);
      const { data } = await parasol.readPhysical("I670P", { row, col, rows: 1, cols: 1 });
      const [views] = await parasol.readViewCounts({ row, col, rows: 1, cols: 1 });
      for (let view = 0; view < 16; view++) {
        const expected = view < views! && views! >= 13 && !Number.isNaN(data[view]) ? Math.fround(data[view]!) : -32767;
        expect(image[at + view]).toBe(expected);
        compared++;
      }
    }
    expect(compared).toBe(116 * 16);
    for (let p = 0; p < labels.count; p++) {
      expect(labels.weights.subarray(4 * p, 4 * p + 4).reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
    }
  });

  test("labels are those of the granule, its fill masked before it is decoded", async () => {
    const { instances } = await makeUsual();
    await using cldclass = await openCldclassGranule(granulePaths.cldclass);
    const all = await cldclass.readLabels();
    const { cloudScenario, qualityFlag } = decodeCloudScenario(all.scenarioWords, { fill: all.fill });
    for (const { labels } of instances) {
      for (let p = 0; p < labels.count; p++) {
        const profile = all.time.indexOf(labels.time[p]!);
        const bins = (array: Uint8Array | Int16Array, i: number): number[] => [...array.slice(125 * i, 125 * i + 125)];
        expect(bins(labels.cloudScenario, p)).toEqual(bins(cloudScenario, profile));
        expect(bins(labels.height, p)).toEqual(bins(all.height, profile));
        expect(bins(labels.flags.quality_flag, p)).toEqual(bins(qualityFlag, profile));
        expect([labels.lat[p], labels.lon[p]]).toEqual(
          [all.lat[profile], all.lon[profile]].map((value) => Math.fround(value!)),
        );
      }
    }
  });

  test("draws depend on the seed and the granule's name, on nothing else", async () => {
    const centersOf = ({ instances }: { instances: readonly NewInstance[] }): unknown[] =>
      instances.map(({ info }) => [info.centerLat, info.centerLon]);
    const centers = async (rules: GranuleRules, granule?: LocalGranule): Promise<unknown[]> =>
      centersOf(await make(rules, granule));
    const rules = rulesWith({ fields: [{ group: "Data_Fields", name: "Nviews", angles: 1 }] });
    const first = await centers(rules);
    expect(await centers(rules, { ...fixtureGranule, ordinal: 7 })).toEqual(first);
    expect(await centers({ ...rules, seed: 1 })).not.toEqual(first);
    expect(await centers(rules, { ...fixtureGranule, name: "another" })).not.toEqual(first);
    // Other fields, the same patches.
    expect(centersOf(await makeUsual())).toEqual(first);
  });
});

describe("granules that are left out", () => {
  const folder = temporaryFolder();

  async function reasonOf(changes: Partial<LocalGranule>, rules: Partial<GranuleRules> = {}): Promise<string> {
    const error = await make(rulesWith(rules), { ...fixtureGranule, ...changes }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SkipError);
    return (error as SkipError).reason;
  }

  /** A CLDCLASS granule with the coordinates of the fixture and other words. */
  async function cldclassWith(name: string, count: number, word: number): Promise<{ name: string; file: string }> {
    await using cldclass = await openCldclassGranule(granulePaths.cldclass);
    const { lat, lon, time, height } = await cldclass.readLabels();
    const file = join(folder, name);
    const writer = await createHdf4(file);
    const first = <A extends Float64Array | Int16Array>(array: A, width = 1): A => array.slice(0, count * width) as A;
    await writer.createDataset("Latitude", { dtype: "float32", shape: [count] }).write(Float32Array.from(first(lat)));
    await writer.createDataset("Longitude", { dtype: "float32", shape: [count] }).write(Float32Array.from(first(lon)));
    await writer.createDataset("Time", { dtype: "float64", shape: [count] }).write(first(time));
    await writer.createDataset("Height", { dtype: "int16", shape: [count, 125] }).write(first(height, 125));
    const words = new Int16Array(count * 125).fill(word);
    await writer.createDataset("cloud_scenario", { dtype: "int16", shape: [count, 125] }).write(words);
    await writer.close();
    return { name, file };
  }

  test("without any cloud, without any class, without partners", async () => {
    const name = "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf";
    expect(await reasonOf({ cldclass: { ...(await cldclassWith("clear.hdf", 400, 1)), name } })).toBe("no-cloud");
    expect(await reasonOf({ cldclass: { ...(await cldclassWith("fill.hdf", 400, -32768)), name } })).toBe(
      "no-profiles",
    );
    expect(await reasonOf({ cldclass: { ...(await cldclassWith("short.hdf", 399, 3)), name } })).toBe("pair");
  });

  test("too far apart in time: the sync granule's differences count", async () => {
    expect(await reasonOf({}, { maxTimeOffsetSec: 100 })).toBe("time-offset");
  });

  test("no patch", async () => {
    expect(await reasonOf({}, { latRange: [40, 50] })).toBe("no-patch");
    expect(await reasonOf({}, { minValidFraction: 1, patchSize: 100, nadirPadding: 10 })).toBe("no-patch");
  });

  test("damaged and foreign files are errors of the readers", async () => {
    const file = join(folder, "damaged.h5");
    writeFileSync(file, "<html>not found</html>");
    const parasol = { name: fixtureGranule.parasol.name, file };
    await expect(make(rulesWith(), { ...fixtureGranule, parasol })).rejects.toMatchObject({
      code: "HDF_NOT_HDF",
      message: expect.not.stringContaining(folder) as string,
    });
    const fields = [{ group: "Quality_Flags_Directional_Fields", name: "Quality_Flags_01", angles: 16 }];
    await expect(make(rulesWith({ fields }))).rejects.toMatchObject({ code: "GRANULE_NO_FIELD" });
  });
});
