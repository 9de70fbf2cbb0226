import { expect, test } from "vitest";
import { findCorners } from "../../src/corners/find-corners.ts";
import { PolderGrid } from "../../src/grid/polder-grid.ts";
import { cutPatch } from "../../src/patches/cut.ts";
import { definePatch } from "../../src/patches/patch.ts";
import { patchLabels } from "../../src/patches/patch-labels.ts";
import { samplePatches } from "../../src/patches/sampling/sample-patches.ts";
import { trackCandidates } from "../../src/patches/sampling/track-candidates.ts";
import { validFraction } from "../../src/patches/validity.ts";
import type { PixelMask } from "../../src/types.ts";

const grid = new PolderGrid(36);
const track = { lat: [0, 1, 2], lon: [0, 0, 0] };
const patches = (["sinusoidal", "equirectangular"] as const).map((projection) =>
  definePatch({ projection, size: 4, grid, centerLat: 0, centerLon: 0 }),
);
const sampling = { size: 4, grid, nadirPadding: 0, minLabels: 1 };

const takers: Record<string, (valid: PixelMask) => unknown> = {
  findCorners: (valid) => findCorners(track, { grid, valid }),
  validFraction: (valid) => validFraction(patches[0]!, valid),
  cutPatch: (valid) => cutPatch(patches[0]!, [], { valid }),
  "patchLabels, sinusoidal": (valid) => patchLabels(patches[0]!, track, { valid }),
  "patchLabels, equirectangular": (valid) => patchLabels(patches[1]!, track, { valid }),
  samplePatches: (valid) => samplePatches(track, { ...sampling, random: Math.random, valid }),
  trackCandidates: (valid) => trackCandidates(track, { ...sampling, valid }),
};

const count = 36 * 72;
const wrong = {
  "booleans in a plain array": new Array<boolean>(count).fill(true),
  "single precision": new Float32Array(count).fill(1),
  "64-bit integers": new BigInt64Array(count).fill(1n),
  "signed bytes": new Int8Array(count).fill(1),
};

test.each(Object.entries(takers))("%s takes masks of bytes alone", (_, take) => {
  expect(() => take({ data: new Uint8Array(count).fill(1) })).not.toThrow();
  for (const data of Object.values(wrong)) {
    expect(() => take({ data: data as never })).toThrow(TypeError);
    expect(() => take({ data: data as never })).toThrow("must be an object with data, a Uint8Array");
  }
});

test.each(Object.entries(wrong))("a view mask is not %s", (_, viewMask) => {
  expect(() => cutPatch(patches[0]!, [], { viewMask: viewMask as never })).toThrow(
    /^cutPatch: viewMask must be a Uint8Array, got an (array|object)$/,
  );
});
