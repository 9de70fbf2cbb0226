import { expect, test } from "vitest";
import { createGroundFinder } from "../../src/scene/_ground.ts";
import { createSurface } from "../../src/surface/surface.ts";

const surface = createSurface();
const july = 486_610_500 + 45 * 86_400;
const january = july - 182 * 86_400;

test("sea glints, land and ice do not; coasts are mixed", () => {
  const { ground, find } = createGroundFinder(surface, july);
  find(0, -150);
  expect([ground.reflection.isWater, ground.landSeaFlag, ground.reflection.altitudeM]).toEqual([true, 0, 0]);
  find(32, 88);
  expect([ground.reflection.isWater, ground.landSeaFlag]).toEqual([false, 100]);
  expect(ground.reflection.altitudeM).toBeGreaterThan(4000);
  const flags = new Set<number>();
  for (let lon = -12; lon < -8; lon += 0.05) {
    find(39, lon);
    flags.add(ground.landSeaFlag);
  }
  expect(flags).toEqual(new Set([0, 50, 100]));
  const winter = createGroundFinder(surface, january);
  winter.find(85, 0);
  expect(winter.ground.reflection.isWater).toBe(false);
  expect(winter.ground.reflection.albedo[0]).toBeGreaterThan(0.9);
});

test("the tropics are moist and the poles dry", () => {
  const { ground, find } = createGroundFinder(surface, july);
  const vapour = (lat: number): number => {
    find(lat, -30);
    return ground.reflection.waterVapourKgM2;
  };
  expect(vapour(5)).toBeGreaterThan(45);
  expect(vapour(5)).toBeLessThan(75);
  expect(vapour(-85)).toBeLessThan(5);
});
