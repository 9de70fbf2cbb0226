import { describe, expect, it } from "vitest";
import { PolderGrid } from "../../../src/grid/polder-grid.ts";
import { paddedReach, profileRun, shiftRange } from "../../../src/patches/sampling/_profile-runs.ts";

describe("profileRun", () => {
  const track = { lat: [0, 1, 2, 3, 4, 3, 2, 1, 0], lon: new Array(9).fill(0) };

  it.each([
    ["about a place", 2, 1, 3, [1, 3]],
    ["both ways over the highest point", 3, 2.5, 9, [3, 5]],
    ["to the ends", 3, -1, 9, [0, 8]],
    ["only before the place", 2, 1, 2.4, [1, 2]],
    ["none", 2, 2.2, 2.8, [3, 2]],
  ])("%s", (_, profile, south, north, [first, last]) => {
    expect(profileRun(track, profile, south, north)).toEqual({ first, last });
  });

  it("does not go on where profiles are not joined, nor beyond a number of them", () => {
    const lengths = Float64Array.of(1, 1, Infinity, 1, 1, Infinity, 1, 1);
    expect(profileRun(track, 3, -1, 9, { lengths })).toEqual({ first: 3, last: 5 });
    expect(profileRun(track, 1, -1, 9, { lengths })).toEqual({ first: 0, last: 2 });
    expect(profileRun(track, 3, -1, 9, { most: 2 })).toEqual({ first: 2, last: 5 });
    expect(profileRun(track, 3, -1, 9, { most: 0 })).toEqual({ first: 4, last: 3 });
  });
});

describe("shiftRange", () => {
  it("leaves every profile its room, across the antimeridian", () => {
    const track = { lat: [0, 1, 2], lon: [-179.5, 180, 179] };
    const range = shiftRange(track, { first: 0, last: 2 }, 179.5, () => 2);
    // Profiles at +1, +0.5 and -0.5 degrees.
    expect(range).toEqual({ west: -1, east: 1.5 });
    expect(shiftRange(track, { first: 0, last: 2 }, 179.5, () => 0.5)).toEqual({ west: 0.5, east: 0 });
    expect(shiftRange(track, { first: 1, last: 0 }, 0, () => 1)).toEqual({ west: -Infinity, east: Infinity });
  });
});

describe("paddedReach", () => {
  const grid = new PolderGrid();

  it("is the half width less the padding, in steps of the patch or of the row", () => {
    const options = { size: 100, nadirPadding: 10, grid };
    // N = 1620 at 60 degrees: row 539 has NINT(3240 cos 60.0277..) = 1619, row 540 NINT(3240 cos 59.9722) = 1621.
    expect(paddedReach({ ...options, projection: "equirectangular" }, 60.01)(0)).toBeCloseTo((39.5 * 180) / 1619, 12);
    expect(paddedReach({ ...options, projection: "sinusoidal" }, 0)(59.99)).toBeCloseTo((39 * 180) / 1621, 12);
  });
});
