import { describe, expect, it } from "vitest";
import { MaskReader } from "../../src/grid/_mask-reader.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { takingPart, usableViews } from "../../src/patches/view-geometry.ts";

/** One pixel whose nearest neighbour is the first of four, with one view. */
function part(zeniths: number[], azimuths: number[], usable: number[] = [1, 1, 1, 1], nearest = 0): number {
  const resampling = {
    pixels: Int32Array.of(0, 1, 2, 3),
    weights: new Float64Array(4).fill(0.25),
    nearest: Uint8Array.of(nearest),
  };
  const field = (name: string, scale: number, degrees: number[]) => {
    // A gap in the list is a fill.
    const data = Uint16Array.from(degrees, (angle) => (Number.isNaN(angle) ? 65535 : Math.round(angle / scale)));
    return { name, data, scale, invalid: [65535, 65534] };
  };
  const viewAngles = { thetav: field("thetav", 0.0015, zeniths), phi: field("phi", 0.006, azimuths) };
  return takingPart(resampling, { views: 1, usable: Uint8Array.from(usable), viewAngles })[0]!;
}

describe("takingPart", () => {
  it.each([
    ["views that agree", [40, 40.5, 41, 42.9], [100, 100, 100.05, 100], 0b1111],
    ["a zenith angle 3 degrees off, and a bit more", [40, 43, 43.01, 37], [100, 100, 100, 100], 0b1011],
    [
      "an azimuth off: 60 degrees from nadir, 3.4 degrees turn the view by 2.94",
      [60, 60, 60, 60],
      [100, 103.4, 103.6, 280],
      0b0011,
    ],
    ["azimuths through 360", [60, 60, 60, 60], [359, 1, 358, 4], 0b0111],
    ["opposite azimuths near the nadir, 2 and 3.1 degrees apart", [1, 1, 2.1, 1], [10, 190, 190, 100], 0b1011],
    ["another acquisition", [58, 55, 58, 54], [237, 237, 237, 237], 0b0111],
    ["angles that are missing", [40, Number.NaN, 40, 40], [100, 100, Number.NaN, 100], 0b1001],
    ["a nearest without angles: nothing can be compared to it", [Number.NaN, 40, 40, 40], [0, 0, 0, 0], 0b0001],
  ])("%s", (_, zeniths, azimuths, expected) => {
    expect(part(zeniths, azimuths)).toBe(expected);
  });

  it("leaves out views that are not usable, and everything without the nearest", () => {
    const same = [40, 40, 40, 40];
    expect(part(same, same, [1, 0, 1, 0])).toBe(0b0101);
    expect(part(same, same, [0, 1, 1, 1])).toBe(0);
    expect(part(same, same, [0, 1, 1, 1], 2)).toBe(0b1110);
    expect(part([40, 40, 50, 40], same, [1, 1, 1, 1], 2)).toBe(0b0100);
  });

  it("takes all without angles", () => {
    const resampling = { pixels: Int32Array.of(0, 1, 2, 3), weights: new Float64Array(4), nearest: Uint8Array.of(1) };
    const usable = Uint8Array.of(1, 0, 1, 1, 1, 1, 1, 1);
    expect([...takingPart(resampling, { views: 2, usable, viewAngles: undefined })]).toEqual([0b1111, 0b1110]);
  });
});

describe("usableViews", () => {
  it("takes the views of pixels that are not valid out of the mask, and leaves the mask as it is", () => {
    const grid = new PolderGrid(180);
    const box = { row: 90, col: 180, rows: 1, cols: 2 };
    const patch = { window: { boxes: [box], pixels: 2 } };
    const valid = (...data: number[]) => new MaskReader({ boxes: [box], data: Uint8Array.from(data) }, grid);
    const viewMask = Uint8Array.of(1, 0, 1, 1);
    expect([...usableViews(patch, 2, valid(1, 0), viewMask)]).toEqual([1, 0, 0, 0]);
    expect([...viewMask]).toEqual([1, 0, 1, 1]);
    expect([...usableViews(patch, 2, undefined, undefined)]).toEqual([1, 1, 1, 1]);
    expect([...usableViews(patch, 2, valid(0, 9), undefined)]).toEqual([0, 0, 1, 1]);
    const elsewhere = new MaskReader({ boxes: [{ ...box, col: 181 }], data: Uint8Array.of(1, 1) }, grid);
    expect([...usableViews(patch, 2, elsewhere, undefined)]).toEqual([0, 0, 1, 1]);
  });
});
