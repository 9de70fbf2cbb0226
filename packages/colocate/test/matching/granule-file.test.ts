import { expect, test } from "vitest";
import { GranuleNameError } from "../../src/errors.ts";
import { parseGranuleName } from "../../src/granule-names/parse-granule-name.ts";
import { granuleFile } from "../../src/matching/granule-file.ts";

test("a path and what its name says", () => {
  const path = "/data/CALTRACK-5km_PAR-RB2_V1-00_2008-06-03T01-28-10ZD.hdf";
  expect(granuleFile(path, "CALTRACK")).toEqual({ path, nameParts: parseGranuleName(path) });
  expect(() => granuleFile(path, "PARASOL_L1B")).toThrow(GranuleNameError);
  expect(() => granuleFile(path, "PARASOL_L1B")).toThrow(/is the name of a granule of CALTRACK: expected PARASOL_L1B/);
  expect(() => granuleFile("/data/readme.txt", "CALTRACK")).toThrow(GranuleNameError);
  expect(() => granuleFile(path, "PARASOL" as "CALTRACK")).toThrow(TypeError);
  expect(() => granuleFile(undefined as unknown as string, "CALTRACK")).toThrow(TypeError);
});
