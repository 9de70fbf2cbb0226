import { describe, expect, it } from "vitest";
import { ShapeError } from "../../../src/errors.ts";
import { samplePatches } from "../../../src/patches/sampling/sample-patches.ts";
import { trackCandidates } from "../../../src/patches/sampling/track-candidates.ts";
import { seededRandom } from "../../../src/random.ts";

/** North along 20 E, 0.05 degrees a profile. */
const track = { lat: Array.from({ length: 200 }, (_, i) => i / 20), lon: new Array<number>(200).fill(20) };

describe("trackCandidates", () => {
  it("gives the stretches that samplePatches draws from", () => {
    const options = { size: 20, nadirPadding: 2, minLabels: 10, latRange: [2.01, 4.5] as const };
    const { segments, excluded } = trackCandidates(track, options);
    expect(segments[0]).toMatchObject({ profile: 40, begin: expect.closeTo(0.2, 9), end: 1, south: 2.01 });
    expect(segments.at(-1)).toMatchObject({ profile: 89, north: 4.5 });
    expect(segments).toHaveLength(50);
    expect(excluded.latitude).toBe(149);
    const sample = samplePatches(track, { ...options, random: seededRandom(1) });
    expect(sample).toMatchObject({ candidates: 50, excluded });
    for (const { point } of sample.patches) {
      expect(segments.some(({ south, north }) => south <= point.lat && point.lat <= north)).toBe(true);
    }
  });

  it("has none for a track that is too short", () => {
    expect(trackCandidates(track, { minLabels: 201 })).toMatchObject({ segments: [], excluded: { labels: 199 } });
    expect(trackCandidates({ lat: [1], lon: [2] }).segments).toEqual([]);
  });

  it.each([
    ["along a parallel", (i: number) => ({ lat: 10, lon: i / 100 }), 0],
    ["about one place", (i: number) => ({ lat: 10 + (i % 3) / 100, lon: 20 + (i % 2) / 100 }), 1999],
  ] as const)("looks at a bounded number of profiles for each of many %s", (_, profile, candidates) => {
    const profiles = Array.from({ length: 2000 }, (_, i) => profile(i));
    let reads = 0;
    const lat = new Proxy(
      profiles.map((one) => one.lat),
      {
        get: (target, key) => {
          reads++;
          return Reflect.get(target, key) as number;
        },
      },
    );
    const options = { size: 10, nadirPadding: 1, minLabels: 20 };
    const { segments } = trackCandidates({ lat, lon: profiles.map((one) => one.lon) }, options);
    expect(segments).toHaveLength(candidates);
    // Every profile was compared with all others, several times.
    expect(reads / 2000).toBeLessThan(1500);
  });

  it("checks as samplePatches does", () => {
    expect(() => trackCandidates({ lat: [], lon: [] })).toThrow(ShapeError);
    expect(() => trackCandidates(track, { size: 1 })).toThrow(RangeError);
    expect(() => trackCandidates(track, null as never)).toThrow(TypeError);
    expect(() => samplePatches(track, undefined as never)).toThrow(
      new TypeError("samplePatches: the options must be an object, got undefined"),
    );
    expect(() => samplePatches(track, { random: Math.random, valid: new Uint8Array(9) as never })).toThrow(TypeError);
  });
});
