import { describe, expect, test } from "vitest";
import { QuadrantSearch } from "../../src/corners/_quadrant-search.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { geodesicDistance } from "../support/geodesic.ts";

const grid = new PolderGrid(180);
const far = 300_000;

/** What is found in the quadrants NW, NE, SW and SE. */
function search(lat: number, lon: number, valid: [number, number][] | undefined, limit = far): number[][] {
  const data = new Uint8Array(grid.rows * grid.cols);
  for (const [row, col] of valid ?? []) data[row * grid.cols + col] = 1;
  const quadrants = new QuadrantSearch(grid, valid && { data }, limit);
  quadrants.moveTo(lat, lon);
  return [0, 1, 2, 3].map((i) => {
    quadrants.find(i < 2, i % 2 === 1);
    const { row, col, distance } = quadrants;
    if (row >= 0) {
      const center = grid.toLatLon(row, col);
      expect(distance).toBeCloseTo(geodesicDistance(lat, lon, center.lat, center.lon), 2);
    } else {
      expect(distance).toBe(Number.POSITIVE_INFINITY);
    }
    return [row, col];
  });
}

describe("one quadrant at a time, on cells of a degree", () => {
  const none = [-1, -1];

  test.each<[string, [number, number], [number, number][] | undefined, number[][]]>([
    [
      "the four around a point",
      [0.1, 0.1],
      undefined,
      [
        [89, 179],
        [89, 180],
        [90, 179],
        [90, 180],
      ],
    ],
    [
      "on the latitude of a row: north",
      [0.5, 0.1],
      undefined,
      [
        [89, 179],
        [89, 180],
        [90, 179],
        [90, 180],
      ],
    ],
    [
      "on the longitude of a column: east",
      [0.1, 0.5],
      undefined,
      [
        [89, 179],
        [89, 180],
        [90, 179],
        [90, 180],
      ],
    ],
    [
      "across the antimeridian",
      [0.1, 179.9],
      undefined,
      [
        [89, 359],
        [89, 0],
        [90, 359],
        [90, 0],
      ],
    ],
    ["nothing valid", [0.1, 0.1], [], [none, none, none, none]],
    // 0.9 columns and 1.4 rows away, against 1.9 columns and 0.4 rows.
    [
      "a nearer one in a farther row",
      [0.1, 0.4],
      [
        [89, 178],
        [88, 179],
      ],
      [[88, 179], none, none, none],
    ],
    [
      "only as far as allowed",
      [0.1, 0.4],
      [
        [89, 176],
        [90, 183],
      ],
      [none, none, none, none],
    ],
  ])("%s", (_, [lat, lon], valid, expected) => {
    expect(search(lat, lon, valid)).toEqual(expected);
  });
});

test("a limit below the nearest row finds nothing", () => {
  expect(search(0, 0.5, undefined, 55_000)).toEqual(Array(4).fill([-1, -1]));
  expect(search(0, 0.5, undefined, 55_500)).toEqual([
    [-1, -1],
    [89, 180],
    [-1, -1],
    [90, 180],
  ]);
});
