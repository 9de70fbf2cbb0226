import { isHdfError } from "@atcs/hdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isGranuleError } from "../../src/granules/errors.ts";
import { openSyncGranule, type SyncGranule, type SyncProfiles } from "../../src/granules/sync.ts";
import { expectedGranules, granulePaths } from "../support/granules.ts";
import { type SmallData, smallSync, smallTrack, syncDates } from "../support/small-track.ts";

describe("the granule of the miniature scene", () => {
  let granule: SyncGranule;
  let profiles: SyncProfiles;
  beforeAll(async () => {
    granule = await openSyncGranule(granulePaths.sync);
    profiles = await granule.readProfiles();
  });
  afterAll(() => granule.close());

  test("is as documented in everything", () => {
    expect(granule.deviations).toEqual([]);
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 });
    expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 33, second: 1 });
    expect(granule.nameParts).toMatchObject({ subProduct: "PAR-RB2", token: "2008-06-03T01-28-10ZD" });
  });

  test("profiles lie where numpy says", () => {
    expect(profiles.count).toBe(400);
    for (const { profile, lat, lon } of expectedGranules().profiles) {
      expect([profiles.lat[profile], profiles.lon[profile]]).toEqual([lat, lon]);
    }
  });

  test("time differences are as the scene was made: -(150 + 4 sin(distance / 300 km))", () => {
    for (let i = 0; i < 400; i++) {
      // Profiles are 5 km apart.
      expect(profiles.timeDifferenceSec![i]).toBeCloseTo(-(150 + 4 * Math.sin((5 * i) / 300)), 2);
    }
  });
});

async function readSmall(changes: Readonly<Record<string, Partial<SmallData> | null>>) {
  await using granule = await openSyncGranule(await smallTrack(smallSync, changes));
  const { timeDifferenceSec } = await granule.readProfiles();
  return { timeDifferenceSec: timeDifferenceSec && [...timeDifferenceSec], deviations: granule.deviations };
}

describe("time differences", () => {
  const expected = [-120, -180, Number.NaN, -60];

  test("fill is NaN", async () => {
    expect(await readSmall({})).toEqual({ timeDifferenceSec: expected, deviations: [] });
  });

  test("in a column of a second axis", async () => {
    const { timeDifferenceSec, deviations } = await readSmall({ Acquisition_Time_Difference: { shape: [4, 1] } });
    expect(timeDifferenceSec).toEqual(expected);
    expect(deviations).toMatchObject([{ code: "FIELD_SHAPE", where: "Acquisition_Time_Difference", matters: false }]);
  });

  test("as packed integers", async () => {
    const attributes = { scale_factor: 60, add_offset: 0 };
    const change: Partial<SmallData> = { dtype: "int16", values: [-2, -3, -32768, -1], attributes };
    const { timeDifferenceSec, deviations } = await readSmall({ Acquisition_Time_Difference: change });
    expect(timeDifferenceSec).toEqual(expected);
    expect(deviations).toMatchObject([{ code: "FIELD_TYPE" }]);
  });

  test("none at all", async () => {
    const { timeDifferenceSec, deviations } = await readSmall({ Acquisition_Time_Difference: null });
    expect(timeDifferenceSec).toBeUndefined();
    expect(deviations).toMatchObject([{ code: "FIELD_MISSING", where: "Acquisition_Time_Difference", matters: true }]);
  });

  test.each([[[4, 2]], [[2, 2]], [[3]]])("of shape %j are not those of the profiles", async (shape) => {
    const values = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(-120);
    const { timeDifferenceSec, deviations } = await readSmall({ Acquisition_Time_Difference: { shape, values } });
    expect(timeDifferenceSec).toBeUndefined();
    expect(deviations).toEqual([
      {
        code: "FIELD_SHAPE",
        where: "Acquisition_Time_Difference",
        found: `shape (${shape.join(", ")}), documented is one value for each of 4 profiles`,
        assumed: "differences are not known",
        matters: true,
      },
    ]);
  });
});

describe("dates", () => {
  const name = "CALTRACK-5km_PAR-RB2_V1-01_2008-06-03T01-28-10ZD.hdf";
  const begin = { year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 };

  test("padded with NUL characters", async () => {
    await using granule = await openSyncGranule(await smallTrack(smallSync));
    expect(granule.start).toEqual(begin);
    expect(granule.deviations).toEqual([]);
  });

  test("the beginning is in the name as well", async () => {
    await using granule = await openSyncGranule(await smallTrack(smallSync, {}, {}), { name });
    expect(granule.start).toEqual(begin);
    expect(granule.end).toBeUndefined();
    expect(granule.deviations).toEqual([
      {
        code: "TIME_MISSING",
        where: "Beginning_Acquisition_Date",
        found: "no such attribute, or no time",
        assumed: "the time in the file's name",
        matters: true,
      },
      {
        code: "TIME_MISSING",
        where: "Ending_Acquisition_Date",
        found: "no such attribute, or no time",
        assumed: "the end is not known",
        matters: true,
      },
    ]);
  });

  test("neither in the file nor in its name", async () => {
    await using granule = await openSyncGranule(await smallTrack(smallSync, {}, {}));
    expect(granule.start).toBeUndefined();
    expect(granule.deviations[0]).toMatchObject({ code: "TIME_MISSING", assumed: "the beginning is not known" });
  });

  test.each([["03/06/2008"], [Int16Array.of(2008, 6, 3)], ["2008-06-31T01-28-10Z"]])("%j is none", async (date) => {
    const attributes = { ...syncDates, Beginning_Acquisition_Date: date };
    await using granule = await openSyncGranule(await smallTrack(smallSync, {}, attributes), { name });
    expect(granule.start).toEqual(begin);
    expect(granule.deviations.map(({ code }) => code)).toEqual(["TIME_TEXT", "TIME_MISSING"]);
  });

  test("that contradict the name are said", async () => {
    const bytes = await smallTrack(smallSync);
    await using granule = await openSyncGranule(bytes, { name: name.replace("28-10", "28-11") });
    expect(granule.start).toEqual(begin);
    expect(granule.deviations).toMatchObject([{ code: "TIME_DIFFERS", matters: true }]);
  });
});

test("other files, aborted signals and closed granules are errors", async () => {
  const image = await openSyncGranule(granulePaths.parasol).catch((each) => each);
  expect(isGranuleError(image, "GRANULE_LAYOUT")).toBe(true);
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(openSyncGranule(granulePaths.sync, { signal })).rejects.toBe(signal.reason);
  const granule = await openSyncGranule(granulePaths.sync);
  await expect(granule.readProfiles({ signal })).rejects.toBe(signal.reason);
  await granule.close();
  expect(isHdfError(await granule.readProfiles().catch((each) => each), "HDF_CLOSED")).toBe(true);
});
