import { describe, expect, test } from "vitest";
import { pointGroups } from "../../src/metrics/point-groups.ts";

const clear = (points: number): { truth: Uint8Array; bins: number } => ({ truth: new Uint8Array(points), bins: 1 });

describe("pointGroups", () => {
  test("latitude: the southern bound is in the band, the north pole in the last", () => {
    const lat = [-90, -80.001, -80, -0.001, 0, 9.999, 10, 79.99, 80, 90];
    expect(pointGroups({ ...clear(lat.length), lat }).latitude).toEqual([
      "-90..-80",
      "-90..-80",
      "-80..-70",
      "-10..0",
      "0..10",
      "0..10",
      "10..20",
      "70..80",
      "80..90",
      "80..90",
    ]);
  });

  test("surface", () => {
    // Three bins of each point; fills and flags without a meaning say nothing.
    const landSeaFlag = Int16Array.of(1, 1, 1, 2, 255, -9999, 1, 2, 0, 0, 3, 0);
    expect(pointGroups({ ...clear(4), landSeaFlag }).surface).toEqual(["land", "sea", "mixed", "unspecified"]);
  });

  test("layers and the type at the top, unknown bins passed over", () => {
    const columns = [
      [0, 0, 0, 0, 0],
      [0, 5, 5, 6, 0],
      [1, 0, 0, 4, 4],
      [255, 255, 3, 255, 3],
      [7, 0, 8, 0, 7],
      [0, 255, 255, 255, 0],
      [255, 255, 255, 255, 255],
    ];
    const groups = pointGroups({ truth: Uint8Array.from(columns.flat()), bins: 5 });
    expect(groups).toEqual({
      layers: ["clear", "single-layer", "multi-layer", "single-layer", "multi-layer", "clear", undefined],
      cloudType: ["no cloud", "stratocumulus", "cirrus", "altocumulus", "nimbostratus", "no cloud", undefined],
    });
  });

  test("number of views", () => {
    expect(pointGroups({ ...clear(3), views: Float32Array.of(0, 13, 16) }).views).toEqual(["0", "13", "16"]);
  });

  test("no points", () => {
    const groups = pointGroups({ ...clear(0), lat: [], landSeaFlag: [], views: [] });
    expect(groups).toEqual({ layers: [], cloudType: [], latitude: [], surface: [], views: [] });
  });

  test.each([
    ["a latitude", { lat: [0, 91] }, "latitude at point 1 is 91"],
    ["a latitude that is none", { lat: [Number.NaN, 0] }, "latitude at point 0 is NaN"],
    ["too few latitudes", { lat: [0] }, "1 latitude: expected 2"],
    ["half a view", { views: [13, 13.5] }, "number of views at point 1 is 13.5"],
    ["the missing code", { views: [13, -32767] }, "number of views at point 1 is -32767"],
    ["too many views", { views: [13] }, "expected 2, one for each point"],
    ["flags", { landSeaFlag: [1, 1, 1] }, "3 land_sea_flags"],
  ])("%s that is wrong is refused", (_, properties, message) => {
    const run = (): unknown => pointGroups({ ...clear(2), ...properties, instanceId: 5 });
    expect(run).toThrow(expect.objectContaining({ code: "DATASET_INSTANCE", instanceId: 5 }));
    expect(run).toThrow(message);
  });

  test("wrong arguments", () => {
    expect(() => pointGroups(null as never)).toThrow(TypeError);
    expect(() => pointGroups({ truth: [0] as never, bins: 1 })).toThrow(TypeError);
    expect(() => pointGroups({ truth: new Uint8Array(1), bins: 0 })).toThrow(RangeError);
  });
});
