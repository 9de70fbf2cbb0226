import { open } from "@atcs/hdf";
import { beforeAll, describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { findCorners } from "../../src/corners/find-corners.ts";
import type { Corners } from "../../src/corners/types.ts";
import type { PixelMask } from "../../src/types.ts";

type Quadrant = "NW" | "NE" | "SW" | "SE";
interface Enclosing {
  readonly pixels: Record<Quadrant, { row: number; col: number; distance_m: number } | null>;
  readonly weights?: Record<Quadrant, number>;
}
interface Profile {
  readonly profile: number;
  readonly lat: number;
  readonly lon: number;
  readonly geometric: Enclosing;
  readonly valid: Enclosing;
}

const quadrants = ["NW", "NE", "SW", "SE"] as const;
const { profiles, files } = fixtureJson<{ profiles: Profile[]; files: { parasol: string } }>("granules/expected.json");
const track = { lat: profiles.map(({ lat }) => lat), lon: profiles.map(({ lon }) => lon) };

function expectCorners(found: Corners, index: number, { pixels, weights }: Enclosing): void {
  for (const [i, quadrant] of quadrants.entries()) {
    const pixel = pixels[quadrant];
    const at = 4 * index + i;
    const corner = [...found.corners.subarray(2 * at, 2 * at + 2)];
    expect(corner, quadrant).toEqual(pixel === null ? [-1, -1] : [pixel.row, pixel.col]);
    if (pixel === null) expect(found.distances[at], quadrant).toBe(Number.POSITIVE_INFINITY);
    else expect(Math.abs(found.distances[at]! - pixel.distance_m), quadrant).toBeLessThan(1e-6);
    expect(found.weights[at], quadrant).toBeCloseTo(weights?.[quadrant] ?? 0, 10);
  }
  expect(found.enclosed[index]).toBe(weights === undefined ? 0 : 1);
}

describe("the miniature scene, as geographiclib and numpy say", () => {
  const geometric = findCorners(track);

  test.each([...profiles.entries()])("profile %#, all pixels", (index, profile) => {
    expectCorners(geometric, index, profile.geometric);
  });
});

describe("the same over the pixels that have views", () => {
  let valid: Corners;

  beforeAll(async () => {
    const box = { row: 1100, col: 3400, rows: 360, cols: 400 };
    const file = await open(fixturePath(`granules/${files.parasol}`));
    const { data } = await file.dataset("Data_Fields/Nviews", "uint8").read([
      [box.row, box.row + box.rows],
      [box.col, box.col + box.cols],
    ]);
    await file.close();
    // 255 is fill, 254 missing.
    const mask: PixelMask = { box, data: Uint8Array.from(data, (views) => (views >= 1 && views < 254 ? 1 : 0)) };
    expect(mask.data.reduce((sum, one) => sum + one)).toBe(48_458);
    valid = findCorners(track, { valid: mask });
  });

  test.each([...profiles.entries()])("profile %#", (index, profile) => {
    expectCorners(valid, index, profile.valid);
  });

  test("some profiles are outside of the swath", () => {
    const outside = profiles.filter((_, i) => valid.enclosed[i] === 0).map(({ profile }) => profile);
    expect(outside).toEqual([0, 15, 399]);
  });
});
