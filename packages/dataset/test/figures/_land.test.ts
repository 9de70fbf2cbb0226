import { geoArea, geoContains } from "d3-geo";
import { expect, test } from "vitest";
import { land } from "../../src/figures/_land.ts";

test.each<[string, number, number, boolean]>([
  ["Paris", 48.9, 2.3, true],
  ["Manaus", -3.1, -60, true],
  ["the south pole", -89.9, 0, true],
  ["Chukotka beyond the antimeridian", 67, -178, true],
  ["Alice Springs", -23.7, 133.9, true],
  ["the Atlantic", 0, -30, false],
  ["the Pacific at the antimeridian", 0, 180, false],
  ["the north pole", 90, 0, false],
  ["the Caspian Sea", 42, 50.5, false],
])("%s", (_, lat, lon, isLand) => {
  expect(geoContains(land() as Parameters<typeof geoContains>[0], [lon, lat])).toBe(isLand);
});

test("is 29 percent of the Earth", () => {
  expect(geoArea(land() as Parameters<typeof geoArea>[0]) / (4 * Math.PI)).toBeCloseTo(0.29, 2);
});
