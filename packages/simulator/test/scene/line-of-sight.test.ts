import { PolderGrid } from "@atcs/colocate";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CloudColumns } from "../../src/clouds/types.ts";
import { createCloudGrid } from "../../src/scene/_cloud-grid.ts";
import { createSightFinder, createSightLines } from "../../src/scene/_line-of-sight.ts";
import { fakeWorld, layer } from "./_fake-world.ts";

const grid = new PolderGrid();
const metresPerDegree = (6_371_000 * Math.PI) / 180;

/** What a view of the pixel at a place crosses, among clouds of this making. */
function cross(
  lat: number,
  lon: number,
  thetav: number,
  azimuth: number,
  cloudAt: (lat: number, lon: number, columns: CloudColumns, index: number) => void,
) {
  const { row, col } = grid.toPixel(lat, lon);
  const near = [];
  for (let each = row - 8; each <= row + 8; each++) {
    const { col: middle } = grid.toPixel(grid.latitude(each), lon);
    near.push({ row: each, firstCol: middle, lastCol: middle });
  }
  const finder = createSightFinder(createCloudGrid(fakeWorld(cloudAt), grid, near, row, row + 1, 0));
  const lines = createSightLines();
  finder.cross(
    grid.latitude(row),
    grid.longitude(row, col),
    1 / 18,
    180 / grid.halfLength(row),
    thetav,
    azimuth,
    lines,
  );
  return lines;
}

const places = fc.record({
  lat: fc.double({ min: -80, max: 80, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
  thetav: fc.double({ min: 0, max: 68, noNaN: true }),
  azimuth: fc.double({ min: 0, max: 360, noNaN: true }),
});

describe("a line of sight", () => {
  test("crosses all of a wide layer at any angle and anywhere", () => {
    fc.assert(
      fc.property(places, ({ lat, lon, thetav, azimuth }) => {
        const lines = cross(lat, lon, thetav, azimuth, (_lat, _lon, columns, i) =>
          layer(columns, i, 0, { type: 1, baseM: 9000, topM: 12_000, tau: 2, ice: 1 }),
        );
        expect(lines.count).toBe(1);
        expect(lines.shares[0]).toBe(1);
        const stack = lines.stacks[0]!;
        expect(stack.count).toBe(1);
        expect(stack.opticalThickness[0]).toBeCloseTo(2, 6);
        expect([stack.baseM[0], stack.topM[0], stack.ice[0]]).toEqual([9000, 12_000, 1]);
      }),
      { numRuns: 60 },
    );
  });

  test("meets a cloud at the height where it is above it: h tan(thetav) toward the satellite", () => {
    fc.assert(
      fc.property(places, fc.double({ min: 20, max: 65, noNaN: true }), ({ lat, lon, azimuth }, thetav) => {
        const tan = Math.tan((thetav * Math.PI) / 180);
        const height = 10_000;
        const { row, col } = grid.toPixel(lat, lon);
        const at = grid.toLatLon(row, col);
        // A tower of 4 km around the place above which the line is at 10 km.
        const seenLat = at.lat + (height * tan * Math.cos((azimuth * Math.PI) / 180)) / metresPerDegree;
        const eastM = metresPerDegree * Math.cos((at.lat * Math.PI) / 180);
        const seenLon = at.lon + (height * tan * Math.sin((azimuth * Math.PI) / 180)) / eastM;
        const lines = cross(lat, lon, thetav, azimuth, (cellLat, cellLon, columns, i) => {
          const north = (cellLat - seenLat) * metresPerDegree;
          const east = (((((cellLon - seenLon) % 360) + 540) % 360) - 180) * eastM;
          if (Math.hypot(north, east) > 4000) return;
          layer(columns, i, 0, { type: 1, baseM: height - 100, topM: height + 100, tau: 5, ice: 1 });
        });
        const hit = Array.from({ length: lines.count }, (_, i) => i).filter((i) => lines.stacks[i]!.count > 0);
        expect(hit).toHaveLength(1);
        expect(lines.stacks[hit[0]!]!.opticalThickness[0]).toBeGreaterThan(2);
      }),
      { numRuns: 60 },
    );
  });

  test("sees cloud and gap of a pixel apart, by their shares, and layers from the top down", () => {
    const { row, col } = grid.toPixel(12, 100);
    const middle = grid.longitude(row, col);
    const lines = cross(12, 100, 0, 0, (_lat, lon, columns, i) => {
      layer(columns, i, 2, { type: 5, baseM: 800, topM: 1400, tau: 8, ice: 0 });
      if (lon > middle) layer(columns, i, 0, { type: 1, baseM: 9000, topM: 10_000, tau: 1, ice: 1 });
    });
    expect(lines.count).toBe(2);
    expect([...lines.shares.subarray(0, 2)]).toEqual([0.5, 0.5]);
    expect(lines.stacks.slice(0, 2).map(({ count }) => count)).toEqual([1, 2]);
    expect([...lines.stacks[1]!.topM.subarray(0, 2)]).toEqual([10_000, 1400]);
    expect([...lines.stacks[1]!.opticalThickness.subarray(0, 2)]).toEqual([1, 8]);
  });

  test("crosses part of a tower from the side", () => {
    const { row, col } = grid.toPixel(0.01, 20);
    const { lat, lon } = grid.toLatLon(row, col);
    // A tower 30 km to the east; at 68 degrees the line is in it from about 12 km on.
    const lines = cross(lat, lon, 68, 90, (_lat, cellLon, columns, i) => {
      if (cellLon > lon + 30_000 / metresPerDegree)
        layer(columns, i, 2, { type: 8, baseM: 0, topM: 17_000, tau: 100, ice: 1 });
    });
    const stack = lines.stacks[0]!;
    expect(stack.count).toBe(1);
    expect(stack.baseM[0]).toBeGreaterThan(10_000);
    expect(stack.topM[0]).toBe(17_000);
    expect(stack.opticalThickness[0]).toBeCloseTo((100 * (17_000 - stack.baseM[0]!)) / 17_000, 3);
  });
});
