import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import { dateTimeToken, formatGranuleName } from "../../src/granule-names/format-granule-name.ts";
import { parseGranuleName } from "../../src/granule-names/parse-granule-name.ts";
import type { GranuleNameParts } from "../../src/granule-names/types.ts";
import { parseTime } from "../../src/time/parse-time.ts";
import { anyParts } from "./support.ts";

const start = parseTime("2008-06-03T01:28:10Z");
const version = { major: 1, minor: 0 };

test.each([
  "POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5",
  "POLDER3_L1B-BG1_2008-06-03T01-34-54_V1-01.h5",
  "POLDER3_L1B-BG1-x_2008-06-03T01-34-54_V1-01.h5",
  "CALTRACK-5km_CS-2B-CLDCLASS_V1-00_2008-06-03T01-28-10ZD.hdf",
  "CALTRACK-1km_PAR-RB2_V1-21_2008-12-31T23-59-60ZN.hdf",
  "2008155012810_00177_CS_2B-CLDCLASS_GRANULE_P1_R05_E02_F00.hdf",
  "2008155012810_11177_CS_2B-CLDCLASS_GRANULE_P_R04.hdf",
])("%s is written as it was read", (name) => {
  expect(formatGranuleName(parseGranuleName(name))).toBe(name);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(anyParts(), (parts) => {
      expect(parseGranuleName(`a/b/${formatGranuleName(parts)}`)).toMatchObject(parts);
    }),
  );
});

test("the token, and names without the fraction of a second", () => {
  expect(dateTimeToken({ start, dayNight: "night" })).toBe("2008-06-03T01-28-10ZN");
  expect(formatGranuleName({ product: "PARASOL_L1B", version, start: { ...start, second: 10.9 } })).toBe(
    "POLDER3_L1B-BG1_2008-06-03T01-28-10_V1-00.h5",
  );
});

describe("parts that make no name", () => {
  const parasol = { product: "PARASOL_L1B", version, start } as const;
  const caltrack = {
    product: "CALTRACK",
    subProduct: "PAR-RB2",
    resolution: "5km",
    version,
    start,
    dayNight: "day",
  } as const;
  const cloudsat = { product: "CLOUDSAT_CLDCLASS", granuleNumber: 1, release: "P1_R05", epoch: "", start } as const;

  test.each<GranuleNameParts>([
    { ...parasol, cycle: 1000, orbit: 1 },
    { ...parasol, cycle: 1, orbit: -1 },
    { ...parasol, cycle: 1.5, orbit: 1 },
    { ...parasol, cycle: 80 },
    { ...parasol, orbit: 176 },
    { ...parasol, cycle: 80, orbit: 176, orbitLabel: "x" },
    { ...parasol, orbitLabel: "080176M" },
    { ...parasol, orbitLabel: "../x" },
    { ...parasol, version: { major: 1, minor: 0.5 } },
    { ...parasol, version: { major: -1, minor: 0 } },
    { ...caltrack, resolution: "5km_PAR" },
    { ...caltrack, resolution: "" },
    { ...caltrack, subProduct: "a/b" },
    { ...caltrack, subProduct: "" },
    { ...cloudsat, granuleNumber: 1e7 },
    { ...cloudsat, granuleNumber: 0.5 },
    { ...cloudsat, release: "P1_R05_E02" },
    { ...cloudsat, release: "R05" },
  ])("%j", (parts) => {
    expect(() => formatGranuleName(parts)).toThrow(RangeError);
  });

  test.each([undefined, null, {}, { ...parasol, product: "MODIS" }, { ...parasol, product: "toString" }])(
    "%j is of no product",
    (parts) => {
      expect(() => formatGranuleName(parts as unknown as GranuleNameParts)).toThrow(TypeError);
      expect(() => formatGranuleName(parts as unknown as GranuleNameParts)).toThrow(/must be one of PARASOL_L1B, CAL/);
    },
  );

  test("neither day nor night", () => {
    expect(() => formatGranuleName({ ...caltrack, dayNight: "D" as "day" })).toThrow(TypeError);
    expect(() => dateTimeToken({ start, dayNight: undefined as unknown as "day" })).toThrow(/must be day or night/);
  });

  test("a start that does not exist", () => {
    expect(() => formatGranuleName({ ...parasol, start: { ...start, day: 31 } })).toThrow(TimeError);
  });
});
