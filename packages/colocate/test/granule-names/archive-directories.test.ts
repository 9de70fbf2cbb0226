import { expect, test } from "vitest";
import { TimeError } from "../../src/errors.ts";
import {
  type ArchiveProduct,
  granuleDirectory,
  productDirectory,
} from "../../src/granule-names/archive-directories.ts";
import { parseGranuleName } from "../../src/granule-names/parse-granule-name.ts";
import { parseTime } from "../../src/time/parse-time.ts";

const sync = { product: "CALTRACK", resolution: "5km", subProduct: "PAR-RB2" } as const;

test("products: the alias, and versions", () => {
  expect(productDirectory({ product: "PARASOL_L1B" })).toBe("SPACEBORNE/PARASOL/L1_B-HDF");
  expect(productDirectory({ product: "PARASOL_L1B" }, { major: 1, minor: 1 })).toBe(
    "SPACEBORNE/PARASOL/L1_B-HDF.v1.01",
  );
  expect(productDirectory(sync)).toBe("SPACEBORNE/CALIOP/CALTRACK-5km_PAR-RB2");
  expect(productDirectory(sync, { major: 1, minor: 21 })).toBe("SPACEBORNE/CALIOP/CALTRACK-5km_PAR-RB2.v1.21");
});

test("a granule lies in the directory of its day", () => {
  const granule = parseGranuleName("POLDER3_L1B-BG1-080176M_2008-06-03T01-34-54_V1-01.h5");
  expect(granuleDirectory(granule)).toBe("2008/2008_06_03");
  expect(granuleDirectory({ start: parseTime("2008-12-31T23:59:60Z") })).toBe("2008/2008_12_31");
  expect(() => granuleDirectory({ start: { ...granule.start, month: 13 } })).toThrow(TimeError);
});

test.each([
  { ...sync, resolution: "..", subProduct: "../../x" },
  { ...sync, subProduct: "" },
  { ...sync, resolution: "5km/.." },
])("%j stands in no name", (product) => {
  expect(() => productDirectory(product)).toThrow(RangeError);
});

test("products and versions of another kind", () => {
  for (const product of [undefined, null, {}, { product: "CLOUDSAT_CLDCLASS" }]) {
    expect(() => productDirectory(product as unknown as ArchiveProduct)).toThrow(TypeError);
  }
  for (const version of [
    { major: 1.5, minor: 0 },
    { major: 1, minor: -1 },
    { major: 1, minor: Number.NaN },
  ]) {
    expect(() => productDirectory(sync, version)).toThrow(RangeError);
  }
});
