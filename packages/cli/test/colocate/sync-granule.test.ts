import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCldclassGranule } from "@atcs/dataset/granules";
import { createHdf4 } from "@atcs/hdf/write";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSyncTimes, type SyncTimes } from "../../src/colocate/sync-granule.ts";

const signal = new AbortController().signal;
const fill = Number.NEGATIVE_INFINITY;
const lat = [10, 10.045, 10.09];
const lon = [179.99, 180, -179.99];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-sync-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Granule {
  readonly name: string;
  readonly lat: readonly number[];
  readonly lon: readonly number[];
  readonly start?: string;
}

async function write({ name, lat, lon, start }: Granule): Promise<string> {
  const path = join(folder, name);
  const dates = start && { Beginning_Acquisition_Date: start, Ending_Acquisition_Date: "2008-06-03T01-33-01Z" };
  const file = await createHdf4(path, { attributes: dates || {} });
  for (const [name, values] of Object.entries({
    Latitude: lat,
    Longitude: lon,
    Time: lat,
    Acquisition_Time_Difference: lat,
  })) {
    const dtype = name === "Time" ? "float64" : "float32";
    await file.createDataset(name, { dtype, shape: [values.length] }).write(values);
  }
  await file.close();
  return path;
}

const cldclass: Granule = { name: "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", lat, lon };
const matching: Granule = {
  name: "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
  lat,
  lon,
  start: "2008-06-03T01-28-10Z",
};

/** Read a sync granule, and what its name is replaced by in messages. */
async function read(sync: Partial<Granule>, labels: Partial<Granule> = {}): Promise<SyncTimes> {
  await using granule = await openCldclassGranule(await write({ ...cldclass, ...labels }));
  const track = await granule.readTrack();
  return readSyncTimes(await write({ ...matching, ...sync }), granule, track, signal);
}

test("of the same half orbit: its beginning and its time differences", async () => {
  const { start, timeDifferenceSec, warnings } = await read({});
  expect(start).toMatchObject({ hour: 1, minute: 28, second: 10 });
  expect([...timeDifferenceSec!]).toEqual(lat.map(Math.fround));
  expect(warnings).toEqual([]);
});

describe("of other profiles", () => {
  test("another number of them", async () => {
    const error = await read({ lat: [1, 2], lon: [1, 2] }).catch((each) => each);
    expect(error).toMatchObject({ code: "GRANULE_PAIR" });
    expect(error.message).toMatch(/has 2 profiles, .* has 3: they are not of one half orbit/);
  });

  test("elsewhere: the first that is more than 0.05 degrees away is named", async () => {
    const error = await read({ lat: [10.04, 10.2, 10.09] }).catch((each) => each);
    expect(error).toMatchObject({ code: "GRANULE_PAIR" });
    expect(error.message).toMatch(
      /^profile 1 is at latitude 10\.2000, longitude -180\.0000 in .*PAR-RB2.* and at latitude 10\.0450, longitude -180\.0000 in .*CLDCLASS/,
    );
    await expect(read({ lon: [179.99, 179.94, -179.99] })).rejects.toThrow("profile 1 is at");
  });

  test("neither fill, nor the antimeridian, nor longitudes near a pole count", async () => {
    expect((await read({ lat: [fill, 10.045, 10.09], lon: [0, -180, 180.01] })).warnings).toHaveLength(0);
    const polar = [89.9, 89.9, 89.9];
    expect((await read({ lat: polar, lon: [0, 1, 2] }, { lat: polar, lon: [1, 2, 3] })).warnings).toEqual([]);
  });
});

describe("of other times, there is a warning", () => {
  test("by the names", async () => {
    const { warnings } = await read({ name: matching.name.replace("28-10", "28-12"), start: "2008-06-03T01-28-12Z" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(
      /have the times 2008-06-03T01-28-12ZD and 2008-06-03T01-28-10ZD in their names: they may not be of one half orbit/,
    );
  });

  test("by the dates", async () => {
    const { warnings } = await read({ name: "sync.hdf", start: "2008-06-03T02-00-00Z" });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/begin at 2008-06-03T02:00:00.*Z and 2008-06-03T01:28:10.*Z: they may not be/);
  });

  test("and what matters of its form", async () => {
    const { warnings } = await read({ start: "soon" });
    expect(warnings.some((warning) => warning.includes('Beginning_Acquisition_Date: "soon"; not given'))).toBe(true);
  });
});
