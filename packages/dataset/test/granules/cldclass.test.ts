import { decodeCloudScenario } from "@atcs/colocate";
import { isHdfError } from "@atcs/hdf";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CldclassGranule, type CloudLabels, openCldclassGranule } from "../../src/granules/cldclass.ts";
import { isGranuleError } from "../../src/granules/errors.ts";
import { expectedGranules, granulePaths } from "../support/granules.ts";
import { smallCldclass, smallCloudSat, smallTrack } from "../support/small-track.ts";

const expected = expectedGranules();

describe("the granule of the miniature scene", () => {
  let granule: CldclassGranule;
  let labels: CloudLabels;
  beforeAll(async () => {
    granule = await openCldclassGranule(granulePaths.cldclass);
    labels = await granule.readLabels();
  });
  afterAll(() => granule.close());

  test("is as documented in everything", () => {
    expect(granule.deviations).toEqual([]);
    expect(granule).toMatchObject({ layout: "caltrack", hasCloudData: true });
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 });
    expect(granule.end).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 33, second: 1 });
    expect(granule.nameParts).toMatchObject({ product: "CALTRACK", subProduct: "CS-2B-CLDCLASS", dayNight: "day" });
    expect(labels).toMatchObject({ count: 400, bins: 125, fill: -32768, elevation: undefined });
  });

  test.each(expected.profiles)("profile $profile lies where numpy says", ({ profile, lat, lon }) => {
    expect(labels.lat[profile]).toBe(lat);
    expect(labels.lon[profile]).toBe(lon);
    expect(labels.valid[profile]).toBe(1);
  });

  test("times", () => {
    const times = expected.tai93.filter(({ profile }) => profile !== undefined);
    expect(times).toHaveLength(3);
    for (const { profile, tai93 } of times) expect(labels.time[profile!]).toBe(tai93);
  });

  test.each(expected.cloud_scenario)("bins of profile $profile", ({ profile, raw, height_m }) => {
    const range = [profile * 125, (profile + 1) * 125] as const;
    expect([...labels.scenarioWords.subarray(...range)]).toEqual(raw);
    expect([...labels.height.subarray(...range)]).toEqual(height_m);
  });

  test("profiles without data are marked, not dropped", () => {
    const profiles = [...labels.allFill.keys()].filter((profile) => labels.allFill[profile] === 1);
    expect(profiles).toEqual([33, 210]);
    const decoded = decodeCloudScenario(labels.scenarioWords, { fill: labels.fill });
    expect(decoded.cloudScenario[33 * 125]).toBe(255);
    expect(decoded.invalidCount).toBe(0);
  });
});

describe("a granule without cloud classes", () => {
  test.each([
    ["no cloud_scenario", smallCldclass, { cloud_scenario: null }],
    ["the sync product", undefined, {}],
  ])("%s", async (_, data, changes) => {
    const source = data === undefined ? granulePaths.sync : await smallTrack(data, changes);
    await using granule = await openCldclassGranule(source);
    expect(granule.hasCloudData).toBe(false);
    const error = await granule.readLabels().catch((each) => each);
    expect(isGranuleError(error, "GRANULE_NO_CLOUD_DATA")).toBe(true);
    expect(error.message).toMatch(
      /no cloud_scenario, or it is empty: the granule has no cloud class data; leave it out/,
    );
    // The track is still there.
    expect((await granule.readTrack()).lat[0]).toBe(10);
  });

  test("the name of another product is said", async () => {
    await using granule = await openCldclassGranule(granulePaths.sync);
    expect(granule.deviations).toEqual([
      {
        code: "PRODUCT_NAME",
        where: "file name",
        found: "the file's name says CALTRACK PAR-RB2",
        assumed: "it is read as CLDCLASS all the same",
        matters: true,
      },
    ]);
  });
});

describe("an original granule of CloudSat", () => {
  test("Vdatas, TAI_start, factor, offset and missing", async () => {
    const name = "2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf";
    await using granule = await openCldclassGranule(await smallCloudSat(), { name });
    expect(granule.layout).toBe("cloudsat");
    expect(granule.start).toEqual({ year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 });
    const labels = await granule.readLabels();
    expect(labels).toMatchObject({ count: 4, bins: 3 });
    expect([...labels.lat]).toEqual([10, 11, Number.NaN, 13]);
    expect([...labels.lon]).toEqual([20, 20.5, Number.NaN, 21.5]);
    expect([...labels.valid]).toEqual([1, 1, 0, 1]);
    expect([...labels.time].map((time) => time.toFixed(2))).toEqual([
      "486610096.00",
      "486610096.16",
      "486610096.32",
      "486610096.48",
    ]);
    // (packed - offset) / factor
    const missing = [-9999, -9999, -9999];
    expect([...labels.height]).toEqual([900, 600, 300, 901, 601, 301, ...missing, 903, 603, 303]);
    expect([...labels.scenarioWords]).toEqual([1, 3, 5, 7, 9, 11, -32768, -32768, -32768, 13, 15, 17]);
    expect([...labels.allFill]).toEqual([0, 0, 1, 0]);
    expect([...labels.elevation!]).toEqual([120, 340, Number.NaN, 12]);
    expect(granule.deviations).toMatchObject([{ code: "BIN_COUNT", matters: false }]);
  });
});

describe("what is no such granule", () => {
  test("no coordinates", async () => {
    const error = await openCldclassGranule(await smallTrack(smallCldclass, { Latitude: null }), {
      name: "a.hdf",
    }).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toBe(
      'a.hdf, "Latitude": it is not there: expected a data set or Vdata of this name beside ' +
        "Longitude, Time, Height, cloud_scenario",
    );
  });

  test("another product, a page, half a file", async () => {
    const image = await openCldclassGranule(granulePaths.parasol).catch((each) => each);
    expect(isGranuleError(image, "GRANULE_LAYOUT")).toBe(true);
    const page = await openCldclassGranule(new TextEncoder().encode("<html>")).catch((each) => each);
    expect(isHdfError(page, "HDF_NOT_HDF")).toBe(true);
    const half = (await smallTrack(smallCldclass)).slice(0, 300);
    expect(isHdfError(await openCldclassGranule(half).catch((each) => each))).toBe(true);
  });
});

test("an aborted signal ends opening and reading; a closed granule cannot be read", async () => {
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await expect(openCldclassGranule(granulePaths.cldclass, { signal })).rejects.toBe(reason);
  const granule = await openCldclassGranule(granulePaths.cldclass);
  await expect(granule.readLabels({ signal })).rejects.toBe(reason);
  await granule.close();
  expect(isHdfError(await granule.readLabels().catch((each) => each), "HDF_CLOSED")).toBe(true);
});
