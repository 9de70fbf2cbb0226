import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findCorners } from "../../src/corners/find-corners.ts";
import type { CornerOptions, Corners } from "../../src/corners/types.ts";
import { CoordinateError, ShapeError } from "../../src/errors.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { seededRandom } from "../../src/random.ts";
import type { PixelMask, Track } from "../../src/types.ts";
import { latitudes, longitudes } from "../support/arbitraries.ts";
import { bruteForceCorners } from "../support/brute-force-corners.ts";

const fullGrid = new PolderGrid();
const coarseGrid = new PolderGrid(180);
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Part of the pixels that are valid: all, most, few or none. */
const densities = fc.constantFrom(1, 0.9, 0.3, 0.02, 0);

/** A random mask over whole rows, `reach` of them on either side of a latitude. */
function randomMask(grid: PolderGrid, lat: number, reach: number, density: number, seed: number): PixelMask {
  const random = seededRandom(seed);
  const row = Math.max(0, grid.rowAt(lat) - reach);
  const rows = Math.min(grid.rows, grid.rowAt(lat) + reach + 1) - row;
  const data = Uint8Array.from({ length: rows * grid.cols }, () => (random() < density ? 1 : 0));
  return { boxes: [{ row, col: 0, rows, cols: grid.cols }], data };
}

function isIn({ boxes, data }: PixelMask, row: number, col: number): boolean {
  const [box] = boxes!;
  const [y, x] = [row - box!.row, col - box!.col];
  return y >= 0 && y < box!.rows && x >= 0 && x < box!.cols && data[y * box!.cols + x] !== 0;
}

/** One profile, held against every pixel near it; `error` is how far the two distances may differ in metres. */
function expectAsBruteForce(lat: number, lon: number, options: CornerOptions, error: number): void {
  const { grid = fullGrid, maxDistanceM = 20_000, valid } = options;
  const found = findCorners({ lat: [lat], lon: [lon] }, options);
  const truth = bruteForceCorners(
    grid,
    lat,
    lon,
    maxDistanceM,
    (row, col) => valid === undefined || isIn(valid, row, col),
  );
  for (const [quadrant, { row, col, distance }] of truth.entries()) {
    const message = `quadrant ${quadrant} of (${lat}, ${lon})`;
    if (row < 0) {
      expect(found.distancesM[quadrant], message).toBe(Number.POSITIVE_INFINITY);
      expect([...found.corners.subarray(2 * quadrant, 2 * quadrant + 2)], message).toEqual([-1, -1]);
      continue;
    }
    expect(Math.abs(found.distancesM[quadrant]! - distance), message).toBeLessThan(error);
    const second = bruteForceCorners(grid, lat, lon, maxDistanceM, (r, c) => {
      return (r !== row || c !== col) && (valid === undefined || isIn(valid, r, c));
    })[quadrant]!;
    // Two pixels at one distance: either may be the corner.
    if (second.distance - distance < 2 * error) continue;
    expect([...found.corners.subarray(2 * quadrant, 2 * quadrant + 2)], message).toEqual([row, col]);
  }
  expect(found.enclosed[0]).toBe(truth.every(({ row }) => row >= 0) ? 1 : 0);
}

function expectPartitionOfUnity({ count, corners, distancesM, weights, enclosed }: Corners): void {
  for (let profile = 0; profile < count; profile++) {
    const own = [...weights.subarray(4 * profile, 4 * profile + 4)];
    const there = [0, 1, 2, 3].map((i) => corners[8 * profile + 2 * i]! >= 0);
    expect(there).toEqual([0, 1, 2, 3].map((i) => distancesM[4 * profile + i]! < Number.POSITIVE_INFINITY));
    expect(enclosed[profile]).toBe(there.every(Boolean) ? 1 : 0);
    if (enclosed[profile] === 0) {
      expect(own).toEqual([0, 0, 0, 0]);
    } else {
      expect(Math.abs(own.reduce((sum, weight) => sum + weight) - 1)).toBeLessThan(1e-14);
      expect(own.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
    }
  }
}

describe("against every pixel nearby, with the distances of GeographicLib", () => {
  test("all pixels valid", () => {
    fc.assert(
      fc.property(latitudes, longitudes, (lat, lon) => expectAsBruteForce(lat, lon, {}, 1e-6)),
      { numRuns: 60 },
    );
  });

  test("random masks", () => {
    fc.assert(
      fc.property(latitudes, longitudes, densities, seeds, (lat, lon, density, seed) => {
        expectAsBruteForce(lat, lon, { grid: fullGrid, valid: randomMask(fullGrid, lat, 4, density, seed) }, 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test("a coarse grid, random masks, larger distances", () => {
    fc.assert(
      fc.property(
        latitudes,
        longitudes,
        densities,
        seeds,
        fc.constantFrom(20_000, 100_000, 200_000, 500_000),
        (lat, lon, density, seed, maxDistanceM) => {
          const valid = randomMask(coarseGrid, lat, 6, density, seed);
          expectAsBruteForce(lat, lon, { grid: coarseGrid, valid, maxDistanceM }, 1e-3);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the coarsest grids", () => {
    const grids = fc.constantFrom(2, 4, 18).map((rows) => new PolderGrid(rows));
    fc.assert(
      fc.property(grids, latitudes, longitudes, (grid, lat, lon) => {
        expectAsBruteForce(lat, lon, { grid, maxDistanceM: 500_000 }, 1e-3);
      }),
    );
  });

  test("profiles on centres, on the latitude of a row, on the longitude of a column", () => {
    const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const kinds = fc.constantFrom("centre", "latitude", "longitude");
    fc.assert(
      fc.property(fractions, fractions, kinds, (y, x, kind) => {
        // Rows 20 and more from a pole: nearer, the other side of the Earth is within reach, at a rounded half turn.
        const row = 20 + Math.floor(y * 3200);
        const col = fullGrid.firstCol(row) + Math.floor(x * 2 * fullGrid.halfLength(row));
        const centre = fullGrid.toLatLon(row, col);
        const lat = kind === "longitude" ? centre.lat + (x - 0.5) / 18 : centre.lat;
        const lon = kind === "latitude" ? centre.lon + y / 30 : centre.lon;
        expectAsBruteForce(lat, lon, {}, 1e-6);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the rule at its edges", () => {
  test("a profile on a centre: that is the north-east corner, with weight 1", () => {
    for (const [row, col] of [
      [1620, 3240],
      [1620, 0],
      [1000, fullGrid.lastCol(1000)],
      [5, 3235],
    ] as const) {
      const { lat, lon } = fullGrid.toLatLon(row, col);
      const { corners, distancesM, weights, enclosed } = findCorners({ lat: [lat], lon: [lon] });
      expect([...corners.subarray(2, 4)]).toEqual([row, col]);
      expect([enclosed[0], distancesM[1], ...weights]).toEqual([1, 0, 0, 1, 0, 0]);
      // A turn later the longitude is rounded, to either side of the centre.
      const turned = findCorners({ lat: [lat], lon: [lon + 360] });
      const heaviest = turned.weights.indexOf(Math.max(...turned.weights));
      expect([...turned.corners.subarray(2 * heaviest, 2 * heaviest + 2)]).toEqual([row, col]);
      expect(turned.weights[heaviest]).toBeCloseTo(1, 10);
    }
  });

  test("a profile that almost coincides with a centre has weights, not NaN", () => {
    const { lat, lon } = fullGrid.toLatLon(1620, 3240);
    for (const step of [1e-300, 1e-160, 1e-17, 1e-15, 1e-12]) {
      const found = findCorners({ lat: [lat], lon: [lon - step] });
      expectPartitionOfUnity(found);
      expect(Math.max(...found.weights)).toBeGreaterThan(0.9999);
    }
  });

  test("the centre of four equal cells: the northern ones weigh the same, and so do the southern", () => {
    const { corners, weights } = findCorners({ lat: [0], lon: [0] });
    expect([...corners]).toEqual([1619, 3239, 1619, 3240, 1620, 3239, 1620, 3240]);
    for (const weight of weights) expect(weight).toBeCloseTo(0.25, 12);
  });

  test("corners on either side of the antimeridian", () => {
    for (const lon of [180, -180, 179.999, -179.999, 540]) {
      const { corners, enclosed } = findCorners({ lat: [0], lon: [lon] });
      expect([...corners]).toEqual([1619, 6479, 1619, 0, 1620, 6479, 1620, 0]);
      expect(enclosed[0]).toBe(1);
    }
  });

  test("nothing lies north of the northernmost centres, nor south of the southernmost", () => {
    const { enclosed, corners, weights } = findCorners({
      lat: [90, 89.98, 89.97, -89.97, -89.98, -90],
      lon: Array(6).fill(10),
    });
    expect([...enclosed]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...corners.subarray(0, 4)]).toEqual([-1, -1, -1, -1]);
    expect(corners[4]).toBe(0);
    expect([...weights.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
  });

  test("only 20 km far, unless told otherwise", () => {
    // Cells of 111 km.
    const track = { lat: [0.25], lon: [0.25] };
    expect([...findCorners(track, { grid: coarseGrid }).enclosed]).toEqual([0]);
    const near = findCorners(track, { grid: coarseGrid, maxDistanceM: 50_000 });
    expect([...near.corners]).toEqual([-1, -1, 89, 180, -1, -1, -1, -1]);
    expect([...near.weights]).toEqual([0, 0, 0, 0]);
    expect([...findCorners(track, { grid: coarseGrid, maxDistanceM: 150_000 }).enclosed]).toEqual([1]);
  });

  test("a corner exactly at the largest distance counts", () => {
    const { distancesM } = findCorners({ lat: [12.3], lon: [45.6] });
    const farthest = Math.max(...distancesM);
    const at = (maxDistanceM: number) => findCorners({ lat: [12.3], lon: [45.6] }, { maxDistanceM }).enclosed[0];
    expect(at(farthest)).toBe(1);
    expect(at(farthest * (1 - 1e-12))).toBe(0);
  });

  test("a mask that names cells the rows do not have gives none of them", () => {
    const data = new Uint8Array(4 * fullGrid.cols).fill(1);
    const valid = { boxes: [{ row: 0, col: 0, rows: 4, cols: fullGrid.cols }], data };
    const { corners } = findCorners({ lat: [89.95], lon: [179.9] }, { valid });
    for (let i = 0; i < 4; i++) expect(fullGrid.contains(corners[2 * i]!, corners[2 * i + 1]!)).toBe(true);
  });

  test("a mask far from the track, and an empty one, enclose nothing", () => {
    const box = { row: 3000, col: 3000, rows: 10, cols: 10 };
    for (const lat of [45, -76.9, 90, -90]) {
      const far = findCorners(
        { lat: [lat], lon: [120] },
        { valid: { boxes: [box], data: new Uint8Array(100).fill(1) } },
      );
      expect([...far.corners]).toEqual(Array(8).fill(-1));
      expect([...far.enclosed]).toEqual([0]);
    }
    const none = findCorners(
      { lat: [0], lon: [0] },
      { valid: { data: new Uint8Array(fullGrid.rows * fullGrid.cols) } },
    );
    expect([...none.distancesM]).toEqual(Array(4).fill(Number.POSITIVE_INFINITY));
  });

  test("a small box gives the same as the whole grid with nothing outside of it", () => {
    const random = seededRandom(7);
    const box = { row: 1000, col: 3300, rows: 12, cols: 9 };
    const data = Uint8Array.from({ length: 12 * 9 }, () => (random() < 0.7 ? 255 : 0));
    const whole = new Uint8Array(fullGrid.rows * fullGrid.cols);
    data.forEach((value, i) => {
      whole[(box.row + Math.floor(i / 9)) * fullGrid.cols + box.col + (i % 9)] = value;
    });
    const { lat, lon } = fullGrid.toLatLon(1005, 3304);
    const track = {
      lat: Array.from({ length: 60 }, () => lat + (random() - 0.5) * 0.8),
      lon: Array.from({ length: 60 }, () => lon + (random() - 0.5) * 0.8),
    };
    const found = findCorners(track, { valid: { boxes: [box], data } });
    expect(found).toEqual(findCorners(track, { valid: { data: whole } }));
    expect([...found.enclosed]).toContain(1);
    expect([...found.enclosed]).toContain(0);
  });
});

test("several boxes are the same as one that holds them", () => {
  const random = seededRandom(11);
  // Bands of a diagonal track, and a box that overlaps the first.
  const boxes = [
    { row: 1000, col: 3300, rows: 6, cols: 9 },
    { row: 1006, col: 3303, rows: 6, cols: 9 },
    { row: 1004, col: 3297, rows: 1, cols: 5 },
  ];
  const data = Uint8Array.from({ length: 113 }, () => (random() < 0.8 ? 1 : 0));
  const one = { row: 1000, col: 3297, rows: 12, cols: 15 };
  const merged = new Uint8Array(12 * 15);
  let at = 0;
  for (const { row, col, rows, cols } of boxes) {
    for (let i = 0; i < rows * cols; i++) {
      const to = (row - one.row + Math.floor(i / cols)) * one.cols + (col - one.col) + (i % cols);
      merged[to] = Math.max(merged[to]!, data[at++]!);
    }
  }
  const { lat, lon } = fullGrid.toLatLon(1005, 3304);
  const track = {
    lat: Array.from({ length: 60 }, () => lat + (random() - 0.5) * 0.6),
    lon: Array.from({ length: 60 }, () => lon + (random() - 0.5) * 0.6),
  };
  const found = findCorners(track, { valid: { boxes, data } });
  expect(found).toEqual(findCorners(track, { valid: { boxes: [one], data: merged } }));
  expect(new Set(found.enclosed)).toEqual(new Set([0, 1]));
  expect(findCorners(track, { valid: { boxes: [], data: new Uint8Array() } }).enclosed).not.toContain(1);
});

describe("properties", () => {
  // Multiples of 2^-20 degrees, of which all turns are exact doubles.
  const lons = fc.integer({ min: -180 * 2 ** 20, max: 180 * 2 ** 20 }).map((n) => n / 2 ** 20);
  const tracks = fc
    .array(fc.tuple(latitudes, fc.oneof(lons, fc.constantFrom(-180, 180, 179.9375, -179.9375))), { minLength: 1 })
    .map((points): Track => ({ lat: points.map(([lat]) => lat), lon: points.map(([, lon]) => lon) }));

  test("the weights of enclosed profiles are a partition of unity, those of others 0", () => {
    fc.assert(fc.property(tracks, (track) => expectPartitionOfUnity(findCorners(track, { grid: fullGrid }))));
    fc.assert(
      fc.property(tracks, densities, seeds, (track, density, seed) => {
        const valid = randomMask(coarseGrid, track.lat[0]!, 5, density, seed);
        expectPartitionOfUnity(findCorners(track, { grid: coarseGrid, valid, maxDistanceM: 300_000 }));
      }),
    );
  });

  test("whole turns of the track change nothing", () => {
    fc.assert(
      fc.property(tracks, fc.constantFrom(-720, -360, 360, 1080), (track, turn) => {
        const turned = { lat: track.lat, lon: Array.from(track.lon, (lon) => lon + turn) };
        expect(findCorners(turned, { grid: fullGrid })).toEqual(findCorners(track, { grid: fullGrid }));
      }),
    );
  });

  test("a track shifted by a cell of its row finds the same, shifted, also across the antimeridian", () => {
    // On the rows of the equator one cell is 1/18 degree; both rows around a latitude of 0 have 6480 of them.
    fc.assert(
      fc.property(lons, fc.integer({ min: -6480, max: 6480 }), (lon, cells) => {
        const shifted = findCorners({ lat: [0.001], lon: [lon + cells / 18] }, { grid: fullGrid });
        const start = findCorners({ lat: [0.001], lon: [lon] }, { grid: fullGrid });
        // A centre exactly on the longitude may be on either side of the rounded sum.
        fc.pre(Math.abs(18 * lon - 0.5 - Math.round(18 * lon - 0.5)) > 1e-6);
        for (let i = 0; i < 4; i++) {
          expect(shifted.corners[2 * i]).toBe(start.corners[2 * i]);
          expect(shifted.corners[2 * i + 1]).toBe(fullGrid.wrapCol(1620, start.corners[2 * i + 1]! + cells));
          expect(shifted.distancesM[i]).toBeCloseTo(start.distancesM[i]!, 5);
          expect(shifted.weights[i]).toBeCloseTo(start.weights[i]!, 8);
        }
      }),
    );
  });

  test("distances grow with the difference in longitude, and weights fall", () => {
    const places = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    const rows = fc.integer({ min: 200, max: 3000 });
    fc.assert(
      fc.property(rows, places, places, places, (row, south, a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        // Two profiles of one latitude between the same columns of two rows, at a longitude both have cells on.
        const north = fullGrid.toLatLon(row, fullGrid.firstCol(row) + 100);
        const step = 180 / fullGrid.halfLength(row);
        const lat = north.lat - south / 18;
        const lon = north.lon + Math.min(a, b) * step;
        const fartherLon = north.lon + Math.max(a, b) * step;
        const near = findCorners({ lat: [lat], lon: [lon] }, { grid: fullGrid });
        const farther = findCorners({ lat: [lat], lon: [fartherLon] }, { grid: fullGrid });
        fc.pre(near.corners.every((cell, i) => cell === farther.corners[i]));
        for (const west of [0, 2]) {
          expect(farther.distancesM[west]).toBeGreaterThan(near.distancesM[west]!);
          expect(farther.distancesM[west + 1]).toBeLessThan(near.distancesM[west + 1]!);
        }
        const westward = ({ weights }: Corners) => weights[0]! + weights[2]!;
        expect(westward(farther)).toBeLessThan(westward(near));
      }),
      { numRuns: 200 },
    );
  });

  test("a profile that moves toward a corner gives it more weight", () => {
    const places = fc.double({ min: 0.05, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(
        places,
        places,
        fc.integer({ min: 0, max: 3 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (y, x, i, part) => {
          // Between the rows of the equator, which have the same columns.
          const from = { lat: (0.5 - y) / 18, lon: (0.5 + x) / 18 };
          const start = findCorners({ lat: [from.lat], lon: [from.lon] }, { grid: fullGrid });
          const corner = fullGrid.toLatLon(start.corners[2 * i]!, start.corners[2 * i + 1]!);
          const lat = [from.lat + part * (corner.lat - from.lat)];
          const lon = [from.lon + part * (corner.lon - from.lon)];
          const moved = findCorners({ lat, lon }, { grid: fullGrid });
          expect(moved.corners).toEqual(start.corners);
          expect(moved.distancesM[i]).toBeLessThan(start.distancesM[i]!);
          expect(moved.weights[i]).toBeGreaterThan(start.weights[i]!);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the shapes", () => {
    const found = findCorners({ lat: new Float32Array([1, 2, 3]), lon: [4, 5, 6] });
    expect(found.count).toBe(3);
    expect([found.corners.length, found.distancesM.length, found.weights.length]).toEqual([24, 12, 12]);
    expect([...found.enclosed]).toEqual([1, 1, 1]);
  });
});

describe("bad input", () => {
  test.each([0, -1, Number.NaN, 500_001, Number.POSITIVE_INFINITY])(
    "a maximum distance of %d is refused",
    (maxDistanceM) => {
      const call = () => findCorners({ lat: [0], lon: [0] }, { maxDistanceM });
      expect(call).toThrow(RangeError);
      expect(call).toThrow(`at most 500000, got ${maxDistanceM}`);
    },
  );

  test("tracks", () => {
    expect(() => findCorners({ lat: [], lon: [] })).toThrow(ShapeError);
    expect(() => findCorners({ lat: [1, 2], lon: [1] })).toThrow(ShapeError);
    expect(() => findCorners({ lat: [1, 91], lon: [1, 2] })).toThrow(CoordinateError);
    expect(() => findCorners({ lat: [1, Number.NaN], lon: [1, 2] })).toThrow("latitude of profile 1 is NaN");
    expect(() => findCorners({ lat: [1, 2], lon: [Number.NaN, 2] })).toThrow("longitude of profile 0 is NaN");
  });

  test("masks", () => {
    const track = { lat: [0], lon: [0] };
    const data = new Uint8Array(100);
    expect(() => findCorners(track, { valid: { data } })).toThrow(ShapeError);
    expect(() => findCorners(track, { valid: { data } })).toThrow("100 elements: expected 3240 x 6480 = 20995200");
    const box = { row: 3235, col: 0, rows: 10, cols: 10 };
    expect(() => findCorners(track, { valid: { boxes: [box], data } })).toThrow(ShapeError);
    expect(() => findCorners(track, { valid: data as never })).toThrow(
      "the mask of valid pixels must be an object with data, a Uint8Array, and boxes, got the data alone",
    );
  });

  test("arguments of another kind", () => {
    expect(() => findCorners(undefined as never)).toThrow("the track must be an object with lat and lon");
    expect(() => findCorners({ lat: [0], lon: [0] }, 20_000 as never)).toThrow(
      new TypeError("findCorners: the options must be an object, got 20000"),
    );
  });
});
