import { expect, test } from "vitest";
import { describeFilters, findUnknownFilter } from "../../src/hdf5/filters.ts";

test("known filters have names and named parameters", () => {
  const filters = [
    { id: 2, name: "shuffle", cd_values: [4] },
    { id: 4, name: "szip", cd_values: [141, 32, 16, 64] },
    { id: 3, name: "fletcher32", cd_values: [] },
    { id: 5, name: "nbit", cd_values: [1, 2, 3] },
    { id: 6, name: "scaleoffset", cd_values: [2, 0, 9, 9] },
  ];
  expect(describeFilters(filters)).toEqual([
    { name: "shuffle", parameters: { elementSize: 4 } },
    { name: "szip", parameters: { optionMask: 141, pixelsPerBlock: 32, bitsPerPixel: 16, pixelsPerScanline: 64 } },
    { name: "fletcher32", parameters: {} },
    { name: "nbit", parameters: {} },
    { name: "scaleoffset", parameters: { scaleType: 2, scaleFactor: 0 } },
  ]);
  expect(findUnknownFilter(filters)).toBeNull();
});

test("an unknown filter is named by its number and keeps its parameters", () => {
  const filters = [{ id: 32015, name: "zstd", cd_values: [3] }];
  expect(describeFilters(filters)).toEqual([{ name: "filter 32015", parameters: { parameter0: 3 } }]);
  expect(findUnknownFilter(filters)).toContain('filter 32015 ("zstd")');
  expect(findUnknownFilter([{ id: 300, name: "", cd_values: [] }])).toContain("filter 300,");
});
