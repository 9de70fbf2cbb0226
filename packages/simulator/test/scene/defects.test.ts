import { PolderGrid, samplePatches, seededRandom } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { type HalfOrbit, halfOrbit } from "../../src/orbit/half-orbits.ts";
import { profileTrack } from "../../src/orbit/profile-track.ts";
import { createDefectFinder, defectFreeM } from "../../src/scene/_defects.ts";
import { createPixelViews, maxViews } from "../../src/views/pixel-views.ts";
import { swathRows } from "../../src/views/swath-rows.ts";
import { createViewFinder } from "../../src/views/view-finder.ts";

const grid = new PolderGrid();
const views = createPixelViews();

/** What is left of the views of a swath, and how many pixels of each kind there are. */
function inspect(orbit: HalfOrbit, latRange: readonly [number, number], nearTrack: boolean) {
  const viewFinder = createViewFinder(orbit);
  const defectFinder = createDefectFinder(0, "a granule", orbit, maxViews, nearTrack);
  const random = seededRandom(0, "pixels");
  const defects = { maxViews, isIncomplete: false };
  const data = new Uint8Array(grid.rows * grid.cols);
  const tally = {
    near: { few: 0, dead: 0, incomplete: 0, pixels: 0 },
    far: { few: 0, dead: 0, incomplete: 0, pixels: 0 },
  };
  for (const { row, firstCol, lastCol } of swathRows(orbit, grid, { latRange })) {
    const lat = grid.latitude(row);
    for (let col = firstCol; col <= lastCol; col++) {
      const lon = grid.longitude(row, col);
      viewFinder.find(lat, lon, views);
      const distance = viewFinder.trackDistanceM(lat, lon);
      defectFinder.find(lat, lon, distance, random(), defects);
      const counts = distance > defectFreeM ? tally.far : tally.near;
      counts.pixels++;
      if (defects.maxViews === 12) counts.few++;
      if (defects.maxViews === 0) counts.dead++;
      if (defects.isIncomplete) counts.incomplete++;
      if (Math.min(views.count, defects.maxViews) >= 13) data[row * grid.cols + col] = 1;
    }
  }
  return { valid: { data }, tally };
}

function patchCount(orbit: HalfOrbit, latRange: readonly [number, number], valid: { data: Uint8Array }): number {
  return samplePatches(profileTrack(orbit, { latRange }), { valid, random: seededRandom(1) }).patches.length;
}

describe("without defects near the track", () => {
  test.each([
    [176, [0, 20]],
    [20, [-60, -40]],
    [101, [40, 60]],
  ] as const)("orbit %i gives 16 patches in 20 degrees", (number, latRange) => {
    const orbit = halfOrbit(80, number);
    const { valid, tally } = inspect(orbit, latRange, false);
    expect(tally.near).toMatchObject({ few: 0, dead: 0, incomplete: 0 });
    expect(Math.min(tally.far.few, tally.far.dead, tally.far.incomplete)).toBeGreaterThan(20);
    expect(patchCount(orbit, latRange, valid)).toBe(16);
  });
});

test("with defects near the track some ground there lacks views, and some patches remain", () => {
  const latRange = [0, 20] as const;
  let patches = 0;
  for (const number of [176, 30]) {
    const orbit = halfOrbit(80, number);
    const { valid, tally } = inspect(orbit, latRange, true);
    expect(tally.near.few + tally.near.dead + tally.near.incomplete).toBeGreaterThan(100);
    expect((tally.near.few + tally.near.dead) / tally.near.pixels).toBeLessThan(0.05);
    patches += patchCount(orbit, latRange, valid);
  }
  expect(patches).toBeGreaterThan(0);
});
