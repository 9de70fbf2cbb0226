import { describe, expect, test } from "vitest";
import { openCldclassGranule } from "../../src/granules/cldclass.ts";
import type { Deviation } from "../../src/granules/deviations.ts";
import { isGranuleError } from "../../src/granules/errors.ts";
import type { ProfileTrack } from "../../src/granules/profile-track.ts";
import { type SmallData, smallCldclass, smallTrack } from "../support/small-track.ts";

async function readTrack(
  changes: Readonly<Record<string, Partial<SmallData> | null>>,
): Promise<{ track: ProfileTrack; deviations: readonly Deviation[] }> {
  await using granule = await openCldclassGranule(await smallTrack(smallCldclass, changes));
  const track = await granule.readTrack();
  return { track, deviations: granule.deviations };
}

const nan = Number.NaN;

describe("coordinates", () => {
  test.each([
    ["-inf, as CALTRACK fills", Number.NEGATIVE_INFINITY, {}],
    ["the fill of the attribute", -999, { _FillValue: Float32Array.of(-999) }],
    ["NaN", nan, {}],
  ])("%s marks a profile as not valid", async (_, fill, attributes) => {
    const { track, deviations } = await readTrack({ Latitude: { values: [10, fill, 12, 13], attributes } });
    expect([...track.valid]).toEqual([1, 0, 1, 1]);
    expect([...track.lat]).toEqual([10, nan, 12, 13]);
    expect([...track.lon]).toEqual([20, nan, 21, 21.5]);
    expect(deviations).toEqual([]);
  });

  test("profiles that are not on Earth are not valid, and said", async () => {
    const { track, deviations } = await readTrack({
      Latitude: { values: [10, 91, 12, -90] },
      Longitude: { values: [20, 20, -9999, 0] },
    });
    expect([...track.valid]).toEqual([1, 0, 0, 1]);
    expect(deviations).toEqual([
      {
        code: "COORDINATE_RANGE",
        where: "Latitude, Longitude",
        found: "2 of 4 profiles that are not on Earth, without being fill",
        assumed: "they are not valid",
        matters: true,
      },
    ]);
  });

  test("longitudes of 0 to 360 are brought to -180 to 180", async () => {
    const { track, deviations } = await readTrack({ Longitude: { values: [179.5, 180, 180.5, 359.5] } });
    expect([...track.lon]).toEqual([179.5, -180, -179.5, -0.5]);
    expect(deviations).toMatchObject([{ code: "LONGITUDE_RANGE", where: "Longitude", matters: false }]);
  });

  test("float64 and packed integers", async () => {
    const { track, deviations } = await readTrack({
      Latitude: { dtype: "float64", values: [10.123456789, 11, 12, 13], attributes: {} },
      Longitude: {
        dtype: "int16",
        values: [2000, 2050, -32768, 2150],
        attributes: { scale_factor: 0.01, add_offset: 0 },
      },
    });
    expect(track.lat[0]).toBe(10.123456789);
    expect(track.lon[1]).toBeCloseTo(20.5, 9);
    expect([...track.valid]).toEqual([1, 1, 0, 1]);
    expect(deviations.map(({ code, where }) => `${code} ${where}`)).toEqual([
      "FIELD_TYPE Latitude",
      "FIELD_TYPE Longitude",
    ]);
  });

  test("a second axis of one column means nothing", async () => {
    const { track, deviations } = await readTrack({ Latitude: { shape: [4, 1] } });
    expect([...track.lat]).toEqual([10, 11, 12, 13]);
    expect(deviations).toMatchObject([{ code: "FIELD_SHAPE", where: "Latitude", matters: false }]);
  });

  test.each<[string, Readonly<Record<string, Partial<SmallData>>>, string]>([
    [
      "two columns",
      { Latitude: { shape: [2, 2] } },
      '"Latitude": its shape is (2, 2): expected one value for each of n',
    ],
    [
      "unequal lengths",
      { Longitude: { shape: [3], values: [1, 2, 3] } },
      "its shape is (3): expected one value for each of 4",
    ],
    [
      "text",
      { Latitude: { dtype: "char8", values: [1, 2, 3, 4], attributes: {} } },
      "elements of type char8: expected numbers",
    ],
    ["times of other profiles", { Time: { shape: [2], values: [1, 2] } }, '"Time": its shape is (2)'],
  ])("%s are an error", async (_, changes, message) => {
    const error = await readTrack(changes).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toContain(message);
  });
});

describe("times", () => {
  test("fill is NaN", async () => {
    const { track } = await readTrack({ Time: { values: [100, Number.NEGATIVE_INFINITY, 102, 103] } });
    expect([...track.time]).toEqual([100, nan, 102, 103]);
    expect([...track.valid]).toEqual([1, 1, 1, 1]);
  });

  test("none at all are NaN, and said", async () => {
    const { track, deviations } = await readTrack({ Time: null });
    expect([...track.time]).toEqual([nan, nan, nan, nan]);
    expect(deviations).toMatchObject([{ code: "FIELD_MISSING", where: "Time", matters: true }]);
  });
});

describe("times", () => {
  test("what was never written, or is long before or after, is no time", async () => {
    const values = [100, 9.969209968386869e36, -1, 5e9];
    const { track, deviations } = await readTrack({ Time: { values } });
    expect([...track.time]).toEqual([100, nan, nan, nan]);
    expect(deviations).toEqual([
      {
        code: "TIME_RANGE",
        where: "Time",
        found: "3 of 4 times that are not in 1993 to 2100, without being fill",
        assumed: "they are not known",
        matters: true,
      },
    ]);
  });

  test("of float32 are rounded to 32 s, which is said", async () => {
    const values = [486610090, 486610091, 486610092, 486610093];
    const { track, deviations } = await readTrack({ Time: { dtype: "float32", values } });
    expect(new Set(track.time).size).toBe(1);
    expect(deviations).toMatchObject([{ code: "FIELD_TYPE", where: "Time", matters: true }]);
  });
});
