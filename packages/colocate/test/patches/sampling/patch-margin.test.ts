import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PolderGrid } from "../../../src/grid/polder-grid.ts";
import { boxesAlongTrack } from "../../../src/grid/track-boxes.ts";
import { patchMarginM } from "../../../src/patches/sampling/patch-margin.ts";
import { samplePatches } from "../../../src/patches/sampling/sample-patches.ts";
import { seededRandom } from "../../../src/random.ts";
import type { GridBox, PixelMask, Track } from "../../../src/types.ts";
import { geodesicDistance } from "../../support/geodesic.ts";
import { halfOrbit } from "./support/half-orbit.ts";

const grid = new PolderGrid();

/** A swath with holes, everywhere on Earth. */
const isValid = (row: number, col: number) => (row * 7 + col * 3) % 1009 > 0;

function maskOf(boxes: readonly GridBox[]): PixelMask {
  const data: boolean[] = [];
  for (const { row, col, rows, cols } of boxes) {
    for (let r = row; r < row + rows; r++) for (let c = col; c < col + cols; c++) data.push(isValid(r, c));
  }
  return { boxes, data: Uint8Array.from(data, Number) };
}

describe("patchMarginM", () => {
  it("a mask read with it accepts the same patches as a mask of everything", () => {
    const whole = new Uint8Array(grid.rows * grid.cols);
    for (let i = 0; i < whole.length; i++) if (isValid(Math.floor(i / grid.cols), i % grid.cols)) whole[i] = 1;
    const arbitrary = fc.record({
      projection: fc.constantFrom("sinusoidal", "equirectangular"),
      size: fc.constantFrom(12, 30),
      nadirPadding: fc.constantFrom(0, 3),
      lon: fc.constantFrom(-170, 20, 150, 179.9),
      // Parts of a half orbit: shorter than a patch, too, so that rows have no profile of their own.
      first: fc.integer({ min: 300, max: 2500 }),
      count: fc.constantFrom(12, 60),
      seed: fc.nat(),
    });
    let taken = 0;
    fc.assert(
      fc.property(arbitrary, ({ lon, first, count, seed, ...options }) => {
        const orbit = halfOrbit(lon);
        const track: Track = { lat: orbit.lat.slice(first, first + count), lon: orbit.lon.slice(first, first + count) };
        const draw = (valid: PixelMask) =>
          samplePatches(track, {
            ...options,
            minLabels: 5,
            minValidFraction: 0.998,
            latRange: [-75, 75],
            random: seededRandom(seed),
            grid,
            valid,
          });
        const boxes = boxesAlongTrack(grid, track, {
          marginM: patchMarginM({ ...options, latRange: [-75, 75], grid }),
        });
        const all = draw({ data: whole });
        expect(draw(maskOf(boxes))).toEqual(all);
        taken += all.patches.length;
      }),
      { numRuns: 12 },
    );
    expect(taken).toBeGreaterThan(20);
  });

  it.each(["sinusoidal", "equirectangular"] as const)("is not much more than the farthest pixel: %s", (projection) => {
    // A patch at 60 N whose centre is 39.5 columns east of the track: its farthest corner.
    const step = 180 / grid.halfLength(grid.rowAt(60));
    const far = geodesicDistance(60, 0, 60 - 49.5 / 18, 89 * step);
    const margin = patchMarginM({ projection });
    expect(margin).toBeGreaterThan(far);
    expect(margin).toBeLessThan(1.15 * far);
  });

  it("follows the options", () => {
    expect(patchMarginM({ nadirPadding: 40 })).toBeLessThan(patchMarginM());
    expect(patchMarginM({ latRange: [-10, 10] })).toBeLessThan(patchMarginM());
    // 2 rows a degree in place of 18: half of the patch are 5 degrees.
    expect(patchMarginM({ grid: new PolderGrid(360), size: 21 })).toBeGreaterThan(800_000);
    expect(() => patchMarginM({ size: 1 })).toThrow(RangeError);
    expect(() => patchMarginM(7 as never)).toThrow(TypeError);
  });
});
