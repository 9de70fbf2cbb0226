import { CoordinateError, decodeCloudScenario, PolderGrid } from "@atcs/colocate";
import { describe, expect, test } from "vitest";
import { heightBinCount, truthHeights } from "../../src/granules/height-bins.ts";
import { parasolFields } from "../../src/granules/parasol-fields.ts";
import type { PixelBlock } from "../../src/granules/types.ts";
import { halfOrbit } from "../../src/orbit/half-orbits.ts";
import { createScene } from "../../src/scene/scene.ts";
import type { Scene } from "../../src/scene/types.ts";
import { createWorld } from "../../src/scene/world.ts";
import { createPixelViews } from "../../src/views/pixel-views.ts";
import { createViewFinder } from "../../src/views/view-finder.ts";

const world = createWorld(3);
const grid = new PolderGrid();
// Over the antimeridian, with land (New Zealand).
const orbit = halfOrbit(80, 176);
const latRange = [-38.6, -38.1] as const;
const scene = createScene(world, orbit, { latRange });
const blocks = [...scene.measurements()];

/** Numbers of a field by row and column. */
function byPixel(all: readonly PixelBlock[], name: string): Map<string, readonly number[]> {
  const values = new Map<string, readonly number[]>();
  for (const { intervals, fields } of all) {
    const counts = fields.get(name)!;
    const length = parasolFields.get(name)!.directional ? 16 : 1;
    let pixel = 0;
    for (const { row, firstCol, lastCol } of intervals) {
      for (let col = firstCol; col <= lastCol; col++, pixel++) {
        values.set(`${row} ${col}`, [...counts.subarray(pixel * length, (pixel + 1) * length)]);
      }
    }
  }
  return values;
}

describe("the image", () => {
  test("has every field, a count for every pixel of the swath", () => {
    for (const { count, fields, intervals } of blocks) {
      expect([...fields.keys()]).toEqual([...parasolFields.keys()]);
      expect(intervals.reduce((sum, { firstCol, lastCol }) => sum + lastCol - firstCol + 1, 0)).toBe(count);
      for (const [name, counts] of fields) {
        expect(counts).toHaveLength(parasolFields.get(name)!.directional ? count * 16 : count);
        // What is outside of the swath is not in a block.
        expect(counts.includes(parasolFields.get(name)!.fill as never)).toBe(false);
      }
    }
    expect(scene.intervals).toEqual(blocks.flatMap(({ intervals }) => intervals));
  });

  test("packs views from slot 0; later slots miss their radiances and have angles of 0", () => {
    const views = byPixel(blocks, "Nviews");
    const radiance = byPixel(blocks, "I670P");
    const zenith = byPixel(blocks, "thetav");
    for (const [pixel, [count]] of views) {
      const slots = radiance.get(pixel)!;
      expect(slots.slice(count).every((value) => value === -32767)).toBe(true);
      expect(
        zenith
          .get(pixel)!
          .slice(count)
          .every((value) => value === 0),
      ).toBe(true);
    }
    const measured = [...views].filter(([pixel, [count]]) =>
      radiance
        .get(pixel)!
        .slice(0, count)
        .every((v) => v > 0),
    );
    expect(measured.length).toBeGreaterThan(0.95 * views.size);
  });

  test("has the angles of the views, to half a count", () => {
    const finder = createViewFinder(orbit);
    const expected = createPixelViews();
    const zenith = byPixel(blocks, "thetav");
    const sun = byPixel(blocks, "thetas");
    const azimuth = byPixel(blocks, "phi");
    const views = byPixel(blocks, "Nviews");
    for (const pixel of [...zenith.keys()].filter((_, i) => i % 50 === 0)) {
      const [row, col] = pixel.split(" ").map(Number) as [number, number];
      finder.find(grid.latitude(row), grid.longitude(row, col), expected);
      for (let view = 0; view < views.get(pixel)![0]!; view++) {
        expect(Math.abs(zenith.get(pixel)![view]! * 0.0015 - expected.thetav[view]!)).toBeLessThanOrEqual(0.00076);
        expect(Math.abs(sun.get(pixel)![view]! * 0.0015 - expected.thetas[view]!)).toBeLessThanOrEqual(0.00076);
        const turn = Math.abs(azimuth.get(pixel)![view]! * 0.006 - expected.phi[view]!);
        expect(Math.min(turn, 360 - turn)).toBeLessThanOrEqual(0.0031);
      }
    }
  });

  test("has 14 or 15 views near the track, and within the limits of the product everywhere", () => {
    const finder = createViewFinder(orbit);
    const zenith = byPixel(blocks, "thetav");
    for (const [pixel, [count]] of byPixel(blocks, "Nviews")) {
      const [row, col] = pixel.split(" ").map(Number) as [number, number];
      const near = finder.trackDistanceM(grid.latitude(row), grid.longitude(row, col)) < 500_000;
      if (near) expect(count === 14 || count === 15).toBe(true);
      expect(Math.max(...zenith.get(pixel)!)).toBeLessThanOrEqual(70 / 0.0015);
    }
  });

  test("crosses the antimeridian, and says what is below", () => {
    const longitudes = [...byPixel(blocks, "Longitude").values()].map(([count]) => count! * 1e-7);
    expect(longitudes.some((lon) => lon > 178)).toBe(true);
    expect(longitudes.some((lon) => lon < -178)).toBe(true);
    const flags = new Set([...byPixel(blocks, "land_sea_flag").values()].flat());
    expect(flags).toEqual(new Set([0, 50, 100]));
    const indicators = new Set([...byPixel(blocks, "cloud_indicator").values()].flat());
    expect(indicators).toContain(0);
    expect(indicators).toContain(100);
  });

  test("is the same again, and for another limit of latitude", () => {
    const wider = createScene(world, orbit, { latRange: [-38.75, -38.3] });
    for (const name of ["I443NP", "Q865P", "thetas", "Nviews", "CCD_row", "Quality_Flags_03"]) {
      const first = byPixel(blocks, name);
      let shared = 0;
      for (const [pixel, counts] of byPixel([...wider.measurements()], name)) {
        const other = first.get(pixel);
        if (other === undefined) continue;
        expect(counts).toEqual(other);
        shared++;
      }
      expect(shared).toBeGreaterThan(500);
    }
  });

  test("has the same defects and noise for another limit of latitude, and the same noise without defects", () => {
    const measure = (range: readonly [number, number], withDefects: boolean): PixelBlock[] => [
      ...createScene(world, halfOrbit(80, 60), { latRange: range, withDefects }).measurements(),
    ];
    const first = measure([10, 10.6], true);
    const other = measure([10.3, 10.8], true);
    const sound = measure([10, 10.6], false);
    const radiances = byPixel(first, "I565NP");
    let shared = 0;
    for (const [pixel, counts] of byPixel(other, "I565NP")) {
      if (!radiances.has(pixel)) continue;
      expect(counts).toEqual(radiances.get(pixel));
      shared++;
    }
    expect(shared).toBeGreaterThan(1000);
    let damaged = 0;
    for (const [pixel, counts] of byPixel(sound, "I565NP")) {
      const kept = radiances.get(pixel)!;
      if (kept.some((count, i) => count !== counts[i])) damaged++;
      expect(kept.every((count, i) => count === counts[i] || count === -32767)).toBe(true);
    }
    expect(damaged).toBeGreaterThan(20);
  });

  test("differs for another seed", () => {
    const other = createScene(createWorld(4), orbit, { latRange });
    expect(byPixel([...other.measurements()], "I865P")).not.toEqual(byPixel(blocks, "I865P"));
  });
});

describe("the truth", () => {
  test("of the blocks is that of the pixels' centres", () => {
    const [block] = scene.truth();
    expect(block!.types).toHaveLength(block!.count * heightBinCount);
    const { row, firstCol } = block!.intervals[1]!;
    const before = block!.intervals[0]!.lastCol - block!.intervals[0]!.firstCol + 1;
    for (const step of [0, 7, 40]) {
      const types = block!.types.subarray((before + step) * heightBinCount, (before + step + 1) * heightBinCount);
      expect(types).toEqual(scene.sceneTruth(grid.latitude(row), grid.longitude(row, firstCol + step)));
    }
  });

  test("has clouds and gaps", () => {
    const types = new Set(Array.from(scene.truth()).flatMap((block) => [...new Set(block.types)]));
    expect(types.has(0)).toBe(true);
    expect(types.size).toBeGreaterThan(3);
  });

  test("is not asked for beyond the poles", () => {
    expect(() => scene.sceneTruth(91, 0)).toThrow(CoordinateError);
    expect(() => scene.sceneTruth(Number.NaN, 0)).toThrow(CoordinateError);
  });
});

describe("the labels", () => {
  const long = createScene(world, orbit, { latRange: [-60, 60] });
  const { heights, scenarioWords, timeDifferenceSec } = long.labels();
  const { cloudScenario } = decodeCloudScenario(scenarioWords);

  test("are the clouds above the profiles", () => {
    let lost = 0;
    for (let p = 0; p < long.track.lat.length; p += 10) {
      const truth = long.sceneTruth(long.track.lat[p]!, long.track.lon[p]!);
      for (let k = 0; k < heightBinCount; k++) {
        const type = cloudScenario[p * heightBinCount + k]!;
        // The bins of a profile lie up to 12 m beside those of the truth: compare within clouds and gaps.
        if (truth[k] !== truth[k - 1] || truth[k] !== truth[k + 1]) continue;
        if (type === 255) lost++;
        else expect(type).toBe(truth[k]);
      }
    }
    expect(lost).toBeGreaterThan(0);
    expect(heights.subarray(0, heightBinCount).every((height, k) => Math.abs(height - truthHeights[k]!) <= 12)).toBe(
      true,
    );
  });

  test("lose about one profile in 200, and bins of as many", () => {
    const profiles = long.track.lat.length;
    let whole = 0;
    let part = 0;
    for (let p = 0; p < profiles; p++) {
      const words = scenarioWords.subarray(p * heightBinCount, (p + 1) * heightBinCount);
      const fills = words.reduce((sum, word) => sum + (word === -32768 ? 1 : 0), 0);
      if (fills === heightBinCount) whole++;
      else if (fills > 0) part++;
    }
    expect(whole / profiles).toBeGreaterThan(0.001);
    expect(whole / profiles).toBeLessThan(0.012);
    expect(part / profiles).toBeGreaterThan(0.001);
    expect(part / profiles).toBeLessThan(0.012);
  });

  test("are two or three minutes older than the image", () => {
    expect(new Set(timeDifferenceSec)).toEqual(new Set([-120, -180]));
  });

  test("do not depend on the limits of latitude", () => {
    const short: Scene = createScene(world, orbit, { latRange: [10, 12] });
    const from = long.track.tai93.indexOf(short.track.tai93[0]!);
    expect(short.labels().scenarioWords).toEqual(
      scenarioWords.subarray(from * heightBinCount, (from + short.track.lat.length) * heightBinCount),
    );
  });
});

test("limits that cannot be are refused", () => {
  expect(() => createScene(world, orbit, { latRange: [10, 5] })).toThrow(RangeError);
  expect(() => createScene(world, orbit, { latRange: [-91, 5] })).toThrow(RangeError);
});
