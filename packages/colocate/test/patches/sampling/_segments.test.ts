import { describe, expect, it } from "vitest";
import { jointLengths, trackPoint, trackSegments } from "../../../src/patches/sampling/_segments.ts";
import { noReasons } from "../../../src/patches/sampling/reasons.ts";

describe("trackSegments", () => {
  it("cuts segments at the wanted latitudes and counts those outside", () => {
    const excluded = noReasons();
    const track = { lat: [0, 1, 2, 3, 4], lon: [0, 0, 0, 0, 0] };
    const segments = trackSegments(track, [1.25, 2.5], excluded);
    expect(segments.map(({ profile, begin, end, south, north }) => [profile, begin, end, south, north])).toEqual([
      [1, 0.25, 1, 1.25, 2],
      [2, 0, 0.5, 2, 2.5],
    ]);
    expect(segments[0]!.length).toBeCloseTo(0.75, 12);
    expect(excluded).toMatchObject({ latitude: 2, gap: 0 });
  });

  it("does not join profiles over more than 5 times the median distance", () => {
    const excluded = noReasons();
    const track = { lat: [0, 1, 2, 6.9, 12, 13, 13, 14], lon: [0, 0, 0, 0, 0, 0, 0, 0] };
    // Distances 1, 1, 4.9, 5.1, 1, 0, 1: the median of those above 0 is 1.
    expect(trackSegments(track, [-90, 90], excluded).map(({ profile }) => profile)).toEqual([0, 1, 2, 4, 6]);
    expect(excluded.gap).toBe(1);
    expect(jointLengths(track)[3]).toBe(Number.POSITIVE_INFINITY);
    expect(jointLengths(track)[5]).toBe(0);
  });

  it("measures across the antimeridian and along a parallel", () => {
    const track = { lat: [60, 60, 60], lon: [179, -179, -177] };
    const segments = trackSegments(track, [-90, 90], noReasons());
    // 2 degrees of longitude at 60 N are a little less than 1 degree of arc.
    for (const segment of segments) expect(segment.length).toBeCloseTo(0.99992, 4);
    expect(segments.map(({ begin, end }) => [begin, end])).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(trackSegments(track, [-60, 59], noReasons())).toEqual([]);
  });

  it("has none for a single profile, or one that is repeated", () => {
    expect(trackSegments({ lat: [5], lon: [5] }, [-90, 90], noReasons())).toEqual([]);
    expect(trackSegments({ lat: [5, 5], lon: [5, 5] }, [-90, 90], noReasons())).toEqual([]);
  });
});

describe("trackPoint", () => {
  it("goes on by the shorter way", () => {
    expect(trackPoint({ lat: [10, 20], lon: [179, -179] }, 0, 0.25)).toEqual({ lat: 12.5, lon: 179.5 });
    expect(trackPoint({ lat: [10, 20], lon: [179, -179] }, 0, 0.75)).toEqual({ lat: 17.5, lon: -179.5 });
  });
});
