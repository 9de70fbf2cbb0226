import { open } from "@atcs/hdf";
import { beforeAll, describe, expect, test } from "vitest";
import { fixtureJson, fixturePath } from "../../../../test/support/fixtures.ts";
import { findCorners } from "../../src/corners/find-corners.ts";
import type { Corners } from "../../src/corners/types.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { boxesAlongTrack } from "../../src/grid/track-boxes.ts";
import type { GridBox, PixelMask } from "../../src/types.ts";

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
    if (pixel === null) expect(found.distancesM[at], quadrant).toBe(Number.POSITIVE_INFINITY);
    else expect(Math.abs(found.distancesM[at]! - pixel.distance_m), quadrant).toBeLessThan(1e-6);
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

/** Which pixels of some boxes have at least one view. */
async function readMask(boxes: readonly GridBox[]): Promise<PixelMask> {
  const file = await open(fixturePath(`granules/${files.parasol}`));
  const nviews = file.dataset("Data_Fields/Nviews", "uint8");
  const parts: number[][] = [];
  for (const { row, col, rows, cols } of boxes) {
    const { data } = await nviews.read([
      [row, row + rows],
      [col, col + cols],
    ]);
    // 255 is fill, 254 missing.
    parts.push(Array.from(data, (views) => (views >= 1 && views < 254 ? 1 : 0)));
  }
  await file.close();
  return { boxes, data: Uint8Array.from(parts.flat()) };
}

describe("the same over the pixels that have views", () => {
  let valid: Corners;

  beforeAll(async () => {
    const mask = await readMask([{ row: 1100, col: 3400, rows: 360, cols: 400 }]);
    expect(mask.data.reduce((sum, one) => sum + one)).toBe(48_458);
    valid = findCorners(track, { valid: mask });
  });

  test("the boxes along the track hold all that is needed", async () => {
    const boxes = boxesAlongTrack(new PolderGrid(), track);
    expect(boxes.length).toBeGreaterThan(3);
    expect(findCorners(track, { valid: await readMask(boxes) })).toEqual(valid);
  });

  test.each([...profiles.entries()])("profile %#", (index, profile) => {
    expectCorners(valid, index, profile.valid);
  });

  test("some profiles are outside of the swath", () => {
    const outside = profiles.filter((_, i) => valid.enclosed[i] === 0).map(({ profile }) => profile);
    expect(outside).toEqual([0, 15, 399]);
  });
});
