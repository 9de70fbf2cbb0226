import { CoordinateError, ShapeError } from "@atcs/colocate";
import { describe, expect, it } from "vitest";
import { createCloudField } from "../../src/clouds/cloud-field.ts";
import type { CloudColumns } from "../../src/clouds/types.ts";
import { createSurface } from "../../src/surface/surface.ts";

const surface = createSurface();
const field = createCloudField(7, surface);
const time = 486_610_500; // 2008-06-03

/** Points of equal area: a Fibonacci lattice. */
function globe(count: number): { lat: Float64Array; lon: Float64Array } {
  const lat = new Float64Array(count);
  const lon = new Float64Array(count);
  const golden = 180 * (3 - Math.sqrt(5));
  for (let i = 0; i < count; i++) {
    lat[i] = (Math.asin(1 - (2 * i + 1) / count) * 180) / Math.PI;
    lon[i] = ((i * golden) % 360) - 180;
  }
  return { lat, lon };
}

interface Statistics {
  cloudFraction: number;
  multiLayerShare: number;
  share: number[];
  baseM: number[];
  topM: number[];
}

function statistics(all: readonly CloudColumns[]): Statistics {
  const layers = new Array<number>(9).fill(0);
  const base = new Array<number>(9).fill(0);
  const top = new Array<number>(9).fill(0);
  let columnCount = 0;
  let cloudy = 0;
  let multi = 0;
  for (const { count, type, baseM, topM } of all) {
    columnCount += count;
    for (let i = 0; i < count; i++) {
      let own = 0;
      for (let at = i; at < 3 * count; at += count) {
        const kind = type[at]!;
        if (kind === 0) continue;
        own++;
        layers[kind]! += 1;
        base[kind]! += baseM[at]!;
        top[kind]! += topM[at]!;
      }
      if (own > 0) cloudy++;
      if (own > 1) multi++;
    }
  }
  return {
    cloudFraction: cloudy / columnCount,
    multiLayerShare: multi / cloudy,
    share: layers.map((n) => (100 * n) / columnCount),
    baseM: base.map((sum, i) => sum / layers[i]!),
    topM: top.map((sum, i) => sum / layers[i]!),
  };
}

describe("the statistics of the cloud field", () => {
  const { lat, lon } = globe(25_000);
  // Four seasons.
  const found = statistics([0, 1, 2, 3].map((i) => field.columnsAt(lat, lon, time + i * 7_889_238)));

  it("has a cloud fraction and multi-layer share near those of CloudSat and CALIPSO", () => {
    expect(found.cloudFraction).toBeGreaterThan(0.64);
    expect(found.cloudFraction).toBeLessThan(0.73);
    expect(found.multiLayerShare).toBeGreaterThan(0.24);
    expect(found.multiLayerShare).toBeLessThan(0.32);
  });

  // Percent of all columns, mean base and mean top in metres above sea level.
  it.each<[string, number, [number, number], [number, number], [number, number]]>([
    ["cirrus", 1, [19, 28], [8500, 11500], [10500, 13500]],
    ["altostratus", 2, [8, 13], [4300, 6300], [6500, 8800]],
    ["altocumulus", 3, [6, 11], [3300, 4700], [4200, 5500]],
    ["stratus", 4, [2, 4.5], [200, 900], [500, 1400]],
    ["stratocumulus", 5, [19, 28], [800, 1400], [1200, 1900]],
    ["cumulus", 6, [5, 11], [700, 1200], [1500, 2700]],
    ["nimbostratus", 7, [6, 10], [400, 1000], [6000, 9500]],
    ["deep convection", 8, [1.2, 2.8], [500, 1000], [12500, 16000]],
  ])("%s stays as frequent and as high as it was set", (_, type, share, base, top) => {
    for (const [value, [low, high]] of [
      [found.share[type]!, share],
      [found.baseM[type]!, base],
      [found.topM[type]!, top],
    ] as const) {
      expect(value).toBeGreaterThan(low);
      expect(value).toBeLessThan(high);
    }
  });

  it("has its regimes where they belong", () => {
    const box = (south: number, north: number, west: number, east: number): Statistics => {
      const points = globe(60_000);
      const inside = [...points.lat.keys()].filter((i) => {
        const [y, x] = [points.lat[i]!, points.lon[i]!];
        return y > south && y < north && x > west && x < east;
      });
      const lats = inside.map((i) => points.lat[i]!);
      const lons = inside.map((i) => points.lon[i]!);
      return statistics([0, 1, 2, 3, 4, 5].map((i) => field.columnsAt(lats, lons, time + i * 2_629_746)));
    };
    const tropics = box(-5, 12, -180, 180);
    const storms = box(-65, -45, -180, 180);
    const peru = box(-22, -8, -95, -75);
    const arctic = box(70, 90, -180, 180);
    expect(tropics.share[8]).toBeGreaterThan(3 * storms.share[8]!);
    expect(storms.share[7]).toBeGreaterThan(3 * tropics.share[7]!);
    expect(peru.share[5]).toBeGreaterThan(1.5 * tropics.share[5]!);
    expect(arctic.share[4]).toBeGreaterThan(4 * tropics.share[4]!);
    expect(tropics.topM[1]! - arctic.topM[1]!).toBeGreaterThan(4000);
  });
});

describe("createCloudField", () => {
  const { lat, lon } = globe(4000);
  const columns = field.columnsAt(lat, lon, time);

  it("stacks layers above the ground without overlap", () => {
    const { count, type, baseM, topM, opticalThickness, ice } = columns;
    for (let i = 0; i < count; i++) {
      let floor = surface.altitudeM(lat[i]!, lon[i]!);
      for (const slot of [2, 1, 0]) {
        const at = slot * count + i;
        if (type[at] === 0) {
          expect([baseM[at], topM[at], opticalThickness[at], ice[at]]).toEqual([0, 0, 0, 0]);
          continue;
        }
        expect(baseM[at]).toBeGreaterThan(floor);
        expect(topM[at]! - baseM[at]!).toBeGreaterThan(100);
        expect(topM[at]).toBeLessThan(17_500);
        expect(opticalThickness[at]).toBeGreaterThan(0);
        expect(opticalThickness[at]).toBeLessThanOrEqual(200);
        expect(slot === 0 ? [1] : slot === 1 ? [2, 3] : [4, 5, 6, 7, 8]).toContain(type[at]);
        floor = topM[at]! + 400;
      }
    }
  });

  it("is the same for the same seed, in any order and split, and another for another seed", () => {
    expect(createCloudField(7, surface).columnsAt(lat, lon, time)).toEqual(columns);
    const back = field.columnsAt(lat.toReversed(), lon.toReversed(), time);
    expect(back.topM.subarray(0, 4000).toReversed()).toEqual(columns.topM.subarray(0, 4000));
    const single = field.columnsAt([lat[1234]!], [lon[1234]!], time);
    expect([...single.type]).toEqual([0, 1, 2].map((slot) => columns.type[slot * 4000 + 1234]));

    const agreement = (other: CloudColumns): number =>
      other.type.reduce((sum, type, i) => sum + (type > 0 && type === columns.type[i] ? 1 : 0), 0) /
      columns.type.reduce((sum, type) => sum + (type > 0 ? 1 : 0), 0);
    expect(agreement(columns)).toBe(1);
    expect(agreement(createCloudField(8, surface).columnsAt(lat, lon, time))).toBeLessThan(0.45);
    // After 16 days the satellite is back over the same track.
    expect(agreement(field.columnsAt(lat, lon, time + 16 * 86_400))).toBeLessThan(0.45);
    // A second moves the weather by 15 m.
    expect(agreement(field.columnsAt(lat, lon, time + 1))).toBeGreaterThan(0.99);
  });

  it("has no seam at the antimeridian and the poles", () => {
    const lats = Float64Array.from({ length: 1600 }, (_, i) => -80 + i / 10);
    const west = field.columnsAt(
      lats,
      lats.map(() => 179.9999),
      time,
    );
    const east = field.columnsAt(
      lats,
      lats.map(() => -179.9999),
      time,
    );
    const turned = field.columnsAt(
      lats,
      lats.map(() => 180.0001),
      time,
    );
    const differing = west.type.filter((type, i) => type !== east.type[i]).length;
    expect(differing).toBeLessThan(20);
    expect(east.type).toEqual(turned.type);
    const rim = Float64Array.from({ length: 360 }, (_, i) => i - 180);
    const { type } = field.columnsAt(
      rim.map(() => 89.9999),
      rim,
      time,
    );
    for (const slot of [0, 1, 2]) expect(new Set(type.subarray(360 * slot, 360 * (slot + 1))).size).toBe(1);
  });

  it("has clouds that extend over neighbouring pixels", () => {
    const steps = Float64Array.from({ length: 4000 }, (_, i) => -100 + i / 18);
    const { type } = field.columnsAt(
      steps.map(() => -50),
      steps,
      time,
    );
    const runs = (slot: number): number => {
      let changes = 1;
      for (let i = 1; i < 4000; i++) changes += type[slot * 4000 + i] === type[slot * 4000 + i - 1] ? 0 : 1;
      return 4000 / changes;
    };
    // Pixels of 4 km here.
    for (const slot of [0, 1, 2]) expect(runs(slot)).toBeGreaterThan(6);
  });

  it("says what is wrong with its input", () => {
    expect(() => field.columnsAt([0, 1], [0], time)).toThrow(ShapeError);
    expect(() => field.columnsAt([0, 91], [0, 0], time)).toThrow(CoordinateError);
    expect(() => field.columnsAt([Number.NaN], [0], time)).toThrow("latitude of point 0 is NaN");
    expect(() => field.columnsAt([0], [Number.POSITIVE_INFINITY], time)).toThrow(CoordinateError);
    expect(() => field.columnsAt([0], [0], Number.NaN)).toThrow(RangeError);
    expect(() => createCloudField(-1, surface)).toThrow(RangeError);
    expect(field.columnsAt([], [], time).count).toBe(0);
  });
});
