import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fixtureJson } from "../../../../test/support/fixtures.ts";
import { GranuleNameError, TimeError } from "../../src/errors.ts";
import { parseGranuleName, tryParseGranuleName } from "../../src/granule-names/parse-granule-name.ts";

const start = { year: 2008, month: 6, day: 3, hour: 1, minute: 28, second: 10 };
const sync = "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";

describe("the products", () => {
  test("PARASOL", () => {
    expect(parseGranuleName("POLDER3_L1B-BG1-080176M_2008-06-03T01-28-10_V1-01.h5")).toEqual({
      product: "PARASOL_L1B",
      cycle: 80,
      orbit: 176,
      version: { major: 1, minor: 1 },
      start,
    });
  });

  test.each([
    ["POLDER3_L1B-BG1_2008-06-03T01-28-10_V1-00.h5", {}],
    ["POLDER3_L1B-BG1-_2008-06-03T01-28-10_V1-00.h5", { orbitLabel: "" }],
    ["POLDER3_L1B-BG1-80176M_2008-06-03T01-28-10_V1-00.h5", { orbitLabel: "80176M" }],
    ["POLDER3_L1B-BG1-080176D_2008-06-03T01-28-10_V1-00.h5", { orbitLabel: "080176D" }],
    ["POLDER3_L1B-BG1-999999M_2008-06-03T01-28-10_V1-00.h5", { cycle: 999, orbit: 999 }],
  ])("nothing depends on cycle and orbit: %s", (name, orbit) => {
    expect(parseGranuleName(name)).toEqual({
      product: "PARASOL_L1B",
      ...orbit,
      version: { major: 1, minor: 0 },
      start,
    });
  });

  test.each([
    ["CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf", "5km", "CS-2B-CLDCLASS", 0, "day"],
    [sync, "5km", "PAR-RB2", 0, "day"],
    ["CALTRACK-333m_MYD06_L2_V2-21_2008-06-03T01-28-10ZN.hdf", "333m", "MYD06_L2", 21, "night"],
  ])("CALTRACK: %s", (name, resolution, subProduct, minor, dayNight) => {
    const granule = parseGranuleName(name);
    expect(granule).toMatchObject({ product: "CALTRACK", resolution, subProduct, dayNight, start });
    expect(granule).toMatchObject({ version: { minor }, token: `2008-06-03T01-28-10Z${dayNight[0]!.toUpperCase()}` });
  });

  test.each([
    ["2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf", "P1_R05", "E02_F00"],
    ["2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P_R04_E02.hdf", "P_R04", "E02"],
    ["2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05.hdf", "P1_R05", ""],
  ])("CloudSat: %s", (name, release, epoch) => {
    expect(parseGranuleName(name)).toEqual({
      product: "CLOUDSAT_CLDCLASS",
      granuleNumber: 11177,
      release,
      epoch,
      start,
    });
  });

  test("the fixture's names", () => {
    const { files } = fixtureJson<{ files: Record<string, string> }>("granules/expected.json");
    const products = Object.values(files).map((name) => parseGranuleName(name).product);
    expect(products).toEqual(["CALTRACK", "CALTRACK", "PARASOL_L1B"]);
  });

  test("a granule that begins in a leap second", () => {
    const { start } = parseGranuleName("CALTRACK-5km_PAR-RB2_V1-00_2008-12-31T23-59-60ZN.hdf");
    expect(start).toMatchObject({ day: 31, second: 60 });
  });
});

test.each([
  `/data/2008_06_03/${sync}`,
  `C:\\data\\${sync}`,
  `a\\b/${sync}`,
  `a/b\\${sync}`,
  `sftp://host:22/a/${sync}`,
])("a path: %s", (path) => {
  expect(parseGranuleName(path)).toEqual(parseGranuleName(sync));
});

describe("names of no granule", () => {
  test.each([
    "",
    "a/",
    "README.txt",
    `${sync}.md5`,
    `x${sync}`,
    `${sync}\n`,
    "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10Z.hdf",
    "CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZX.hdf",
    "CALTRACK-5km_PAR-RB2_2008-06-03T01-28-10ZD.hdf",
    "CALTRACK_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf",
    "CALTRACK-5km__V1-00_2008-06-03T01-28-10ZD.hdf",
    "POLDER3_L2B-BG1-080176M_2008-06-03T01-28-10_V1-01.h5",
    "POLDER3_L1B-BG1-080176M_2008-06-03_V1-01.h5",
    "POLDER3_L1B-BG1-080176M_2008-06-03T01-28-10_V1.h5",
    "2008155012810_11177_CS_2B-GEOPROF_GRANULE_P1_R05_E02_F00.hdf",
    "2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf5",
  ])("%j", (name) => {
    expect(() => parseGranuleName(name)).toThrow(GranuleNameError);
    expect(() => parseGranuleName(name)).toThrow(/is not the name of a granule: expected POLDER3_L1B-BG1-/);
    expect(tryParseGranuleName(name)).toBeUndefined();
  });

  test.each([
    ["CALTRACK-5km_PAR-RB2_V1-00_2008-06-31T01-28-10ZD.hdf", /day 31: expected 1..30/],
    ["POLDER3_L1B-BG1-080176M_2008-06-03T25-28-10_V1-01.h5", /hour 25/],
    ["2009366012810_11177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf", /day 366 of the year 2009/],
  ])("a time that does not exist: %s", (name, message) => {
    expect(() => parseGranuleName(name)).toThrow(GranuleNameError);
    expect(() => parseGranuleName(name)).toThrow(message);
    expect(() => parseGranuleName(name)).toThrow(expect.objectContaining({ cause: expect.any(TimeError) }));
    expect(tryParseGranuleName(name)).toBeUndefined();
  });

  test.each([undefined, null, 5, [sync]])("%j is no text", (name) => {
    expect(() => parseGranuleName(name as unknown as string)).toThrow(TypeError);
    expect(() => tryParseGranuleName(name as unknown as string)).toThrow(/expected a name or path, got /);
  });

  test("are quoted, escaped and cut", () => {
    expect(() => parseGranuleName("dir/\x1b[2J")).toThrow('"\\u001b[2J" is not');
    expect(() => parseGranuleName("x".repeat(100_000))).toThrow(`"${"x".repeat(80)}..." is not`);
  });

  test("any text is a granule's name or a GranuleNameError", () => {
    const pieces = fc.constantFrom(
      "CALTRACK-",
      "5km",
      "_",
      "V1-00",
      "2008-06-03T01-28-10",
      "ZD",
      ".hdf",
      "99",
      "/",
      "é",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const name = parts.join("");
        if (tryParseGranuleName(name) === undefined) expect(() => parseGranuleName(name)).toThrow(GranuleNameError);
        else expect(name).toMatch(/ZD\.hdf$/);
      }),
    );
  });

  test("long hostile names are refused at once", () => {
    const hostile = `CALTRACK-5km_${"_V1-00_2008-06-03T01-28-10ZD".repeat(4000)}`;
    const before = performance.now();
    expect(tryParseGranuleName(hostile)).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
