import { describe, expect, test } from "vitest";
import { type CloudLabels, openCldclassGranule } from "../../src/granules/cldclass.ts";
import type { Deviation } from "../../src/granules/deviations.ts";
import { isGranuleError } from "../../src/granules/errors.ts";
import { type SmallData, smallCldclass, smallTrack } from "../support/small-track.ts";

/** Labels of a small granule of 4 profiles and 3 bins, and its deviations but for the number of bins. */
async function readLabels(
  changes: Readonly<Record<string, Partial<SmallData> | null>>,
): Promise<{ labels: CloudLabels; deviations: Deviation[] }> {
  await using granule = await openCldclassGranule(await smallTrack(smallCldclass, changes));
  const labels = await granule.readLabels();
  return { labels, deviations: granule.deviations.filter(({ code }) => code !== "BIN_COUNT") };
}

const heights = [900, 600, 300, 901, 601, 301, 902, 602, 302, 903, 603, 303];
const words = [1, 2, 3, 4, 5, 6, 7, 8, 9, -32768, -32768, -32768];

test("as documented, in any chunks", async () => {
  for (const chunks of [[4, 3], [1, 2], [3, 1], undefined]) {
    const change = chunks === undefined ? {} : { chunks };
    const { labels, deviations } = await readLabels({ Height: change, cloud_scenario: change });
    expect([...labels.height]).toEqual(heights);
    expect([...labels.scenarioWords]).toEqual(words);
    expect([...labels.allFill]).toEqual([0, 0, 0, 1]);
    expect(deviations).toEqual([]);
  }
});

describe("the order of bins", () => {
  test("from the lowest up is turned round, heights and scenarios alike", async () => {
    const values = [300, 600, 900, 301, 601, 901, 302, 602, 902, 303, 603, 903];
    const { labels, deviations } = await readLabels({ Height: { values } });
    expect([...labels.height]).toEqual(heights);
    expect([...labels.scenarioWords]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7, -32768, -32768, -32768]);
    expect(deviations).toEqual([
      {
        code: "BIN_ORDER",
        where: "Height",
        found: "heights grow with the index in 4 of 4 profiles",
        assumed: "the same bins, from the highest down",
        matters: false,
      },
    ]);
  });

  test("is decided once, by a clear majority of the profiles whose order is known", async () => {
    const values = [-32768, 600, 900, -32768, 600, -32768, 302, 602, 902, 600, 300, -32768];
    const { labels, deviations } = await readLabels({ Height: { values } });
    expect([...labels.height]).toEqual([900, 600, -9999, -9999, 600, -9999, 902, 602, 302, -9999, 300, 600]);
    expect([...labels.scenarioWords.subarray(0, 9)]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect(deviations).toMatchObject([
      { found: "heights grow with the index in 2 of 4 profiles, fall in 1, do neither in 0", matters: true },
    ]);
  });

  test.each([
    ["a profile that rises among some that fall", [903, 602, 301, 300, 600, 900, 902, 602, 302, 903, 603, 303], "1"],
    ["as many that rise as fall", [300, 600, 900, 301, 601, 901, 902, 602, 302, 903, 603, 303], "2"],
    ["heights that do neither", [600, 900, 300, 601, 901, 301, 602, 902, 302, 603, 903, 303], "0"],
  ])("%s: nothing is turned, and it matters", async (_, values, rising) => {
    const { labels, deviations } = await readLabels({ Height: { values } });
    expect([...labels.height]).toEqual(values);
    expect([...labels.scenarioWords]).toEqual(words);
    expect(deviations).toMatchObject([{ code: "BIN_ORDER", where: "Height", matters: true }]);
    expect(deviations[0]?.found).toContain(`in ${rising} of 4 profiles`);
  });

  test.each([-32768, 32767, -8888, -9999])("%d at an end of profiles is no height, and turns nothing", async (odd) => {
    const values = [odd, 600, 300, 901, 601, odd, 902, 602, 302, 903, 603, 303];
    const attributes = { _FillValue: Int16Array.of(-1) };
    const { labels, deviations } = await readLabels({ Height: { values, attributes } });
    expect([...labels.height]).toEqual(values.map((value) => (value === odd ? -9999 : value)));
    expect([...labels.scenarioWords]).toEqual(words);
    expect(deviations.map(({ code }) => code)).toEqual(odd === -9999 ? [] : ["HEIGHT_RANGE"]);
  });

  test("two heights in a profile without others decide nothing", async () => {
    const shape = [4, 5];
    const values = [...new Array(10).fill(-9999), 100, 200, ...new Array(8).fill(-9999)];
    const scenario = { shape, values: values.map((_, i) => i) };
    const { labels, deviations } = await readLabels({ Height: { shape, values }, cloud_scenario: scenario });
    expect([...labels.height.subarray(10, 12)]).toEqual([100, 200]);
    expect([...labels.scenarioWords]).toEqual(scenario.values);
    expect(deviations).toEqual([]);
  });
});

describe("heights", () => {
  test("missing ones are -9999, however the file says it", async () => {
    const values = [900, -32768, 300, 901, -9999, 301, 902, 602, 302, 903, 603, -1];
    const attributes = { _FillValue: Int16Array.of(-32768), missing_value: Int16Array.of(-1) };
    const { labels } = await readLabels({ Height: { values, attributes } });
    expect([...labels.height]).toEqual([900, -9999, 300, 901, -9999, 301, 902, 602, 302, 903, 603, -9999]);
  });

  test("without an attribute the extreme of the type is fill", async () => {
    const values = [-32768, ...heights.slice(1)];
    const { labels } = await readLabels({ Height: { values, attributes: {} } });
    expect([...labels.height]).toEqual([-9999, ...heights.slice(1)]);
  });

  test("may be floating point; what is no height is missing", async () => {
    const values = [900.4, 600, 300, Number.NEGATIVE_INFINITY, 601, 301, 1e6, 602, 302, 903, 603, Number.NaN];
    const { labels, deviations } = await readLabels({ Height: { dtype: "float32", values, attributes: {} } });
    expect([...labels.height]).toEqual([900, 600, 300, -9999, 601, 301, -9999, 602, 302, 903, 603, -9999]);
    expect(deviations).toMatchObject([
      { code: "FIELD_TYPE", where: "Height", matters: false },
      {
        code: "HEIGHT_RANGE",
        where: "Height",
        found: "1 heights that are not in -5000 to 30000 m, without being fill",
        matters: true,
      },
    ]);
  });

  test("none at all: bins are taken as documented", async () => {
    const { labels, deviations } = await readLabels({ Height: null });
    expect([...labels.height]).toEqual(new Array(12).fill(-9999));
    expect([...labels.scenarioWords]).toEqual(words);
    expect(deviations).toMatchObject([{ code: "FIELD_MISSING", where: "Height", matters: true }]);
  });

  test("of another shape are an error", async () => {
    const change = { shape: [4, 2], values: new Array(8).fill(1) };
    const error = await readLabels({ Height: change }).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toContain('"Height": its shape is (4, 2): expected (4, 3), that of cloud_scenario');
  });
});

describe("scenarios", () => {
  test("fill is by the attribute, and always -32768 in the labels", async () => {
    const values = [1, 2, -9999, ...words.slice(3, 9), -9999, -9999, -9999];
    const attributes = { _FillValue: Int16Array.of(-9999) };
    const { labels, deviations } = await readLabels({ cloud_scenario: { values, attributes } });
    expect([...labels.scenarioWords]).toEqual([1, 2, -32768, ...words.slice(3)]);
    expect(deviations).toEqual([]);
  });

  test("without the attribute the extreme of the type is fill", async () => {
    const { labels, deviations } = await readLabels({ cloud_scenario: { attributes: {} } });
    expect([...labels.scenarioWords]).toEqual(words);
    expect(deviations).toMatchObject([{ code: "ATTRIBUTE_MISSING", where: "cloud_scenario", matters: true }]);
  });

  test("negative values are no words: -9999 would read 'deep convection'", async () => {
    const { labels, deviations } = await readLabels({ cloud_scenario: { values: [-9999, ...words.slice(1)] } });
    expect(labels.scenarioWords[0]).toBe(-32768);
    expect(deviations).toMatchObject([{ code: "SCENARIO_RANGE", matters: true }]);
    expect(deviations[0]?.found).toBe("1 values that are neither words of 15 bits nor fill (-32768)");
  });

  test.each([
    ["uint16", 65535],
    ["int32", -32768],
  ] as const)("may be %s", async (dtype, fill) => {
    const values = [32767, ...words.slice(1, 9), fill, fill, fill];
    const { labels, deviations } = await readLabels({ cloud_scenario: { dtype, values, attributes: {} } });
    expect([...labels.scenarioWords]).toEqual([32767, ...words.slice(1)]);
    expect(deviations.map(({ code }) => code)).toEqual(["FIELD_TYPE", "ATTRIBUTE_MISSING"]);
  });

  test.each<[string, Partial<SmallData>, string]>([
    ["floating point", { dtype: "float32" }, "elements of type float32: expected int16"],
    ["one axis", { shape: [12] }, "its shape is (12): expected (4, 125)"],
    ["other profiles", { shape: [3, 4] }, "its shape is (3, 4): expected (4, 125)"],
    ["three axes", { shape: [4, 3, 1] }, "its shape is (4, 3, 1)"],
  ])("%s is an error", async (_, change, message) => {
    const error = await readLabels({ cloud_scenario: { ...change, attributes: {} } }).catch((each) => each);
    expect(isGranuleError(error, "GRANULE_LAYOUT")).toBe(true);
    expect(error.message).toContain(message);
  });
});
