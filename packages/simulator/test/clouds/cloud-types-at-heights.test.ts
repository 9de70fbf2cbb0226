import { ShapeError } from "@atcs/colocate";
import { describe, expect, it } from "vitest";
import { createCloudField } from "../../src/clouds/cloud-field.ts";
import { cloudTypesAt, cloudTypesAtHeights } from "../../src/clouds/cloud-types-at-heights.ts";
import type { CloudColumns } from "../../src/clouds/types.ts";
import { createSurface } from "../../src/surface/surface.ts";

// Two columns; the second has cirrus above thin stratocumulus, and altocumulus that overlaps it.
const columns: CloudColumns = {
  count: 2,
  type: Uint8Array.of(0, 1, 0, 3, 0, 5),
  baseM: Float32Array.of(0, 9000, 0, 1300, 0, 1200),
  topM: Float32Array.of(0, 10_000, 0, 2000, 0, 1320),
  opticalThickness: new Float32Array(6).fill(1),
  ice: new Uint8Array(6),
};
const heights = Int16Array.of(10_200, 9960, 9000, 8760, 1990, 1500, 1350, 1200, 900, -9999);

describe("cloudTypesAtHeights", () => {
  it("gives the type of each bin, the lower layer's where two overlap", () => {
    const out = cloudTypesAtHeights(columns, 1, heights, new Uint8Array(10).fill(77));
    expect([...out]).toEqual([0, 1, 1, 0, 3, 3, 5, 5, 0, 0]);
    expect(cloudTypesAtHeights(columns, 0, heights, out)).toEqual(new Uint8Array(10));
  });

  it("finds a layer thinner than a bin wherever the bins lie", () => {
    for (let shift = 0; shift < 240; shift += 7) {
      const bins = Float64Array.from({ length: 20 }, (_, i) => shift + 240 * i);
      expect(
        cloudTypesAtHeights({ ...columns, type: Uint8Array.of(0, 0, 0, 0, 0, 5) }, 1, bins, new Uint8Array(20)),
      ).toContain(5);
    }
  });

  it("refuses what does not fit", () => {
    expect(() => cloudTypesAtHeights(columns, 1, heights, new Uint8Array(9))).toThrow(ShapeError);
    expect(() => cloudTypesAtHeights(columns, 2, heights, new Uint8Array(10))).toThrow(RangeError);
  });
});

describe("cloudTypesAt", () => {
  it("is the column of the field", () => {
    const field = createCloudField(3, createSurface());
    const bins = Int16Array.from({ length: 125 }, (_, i) => 24_840 - 240 * i);
    const seen = new Set<number>();
    for (let lat = -80; lat < 80; lat += 2) {
      const truth = cloudTypesAt(field, lat, -150, 5e8, bins);
      const { type } = field.columnsAt([lat], [-150], 5e8);
      expect(new Set(truth)).toEqual(new Set([...type.filter((each) => each > 0), 0]));
      for (const each of truth) seen.add(each);
    }
    expect(seen.size).toBeGreaterThan(5);
  });
});
