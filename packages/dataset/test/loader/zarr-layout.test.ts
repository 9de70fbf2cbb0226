import { expect, test } from "vitest";
import { AtcsDataset } from "../../src/dataset.ts";
import { openNpySource } from "../../src/sources/npy.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { packDataset } from "../../src/zarr/pack.ts";
import { smallDataset, smallFields } from "../support/small-dataset.ts";
import { MemorySink } from "../zarr/_small-source.ts";

test.each(["equirectangular", "sinusoidal"] as const)("a Zarr pack is the same dataset, %s", async (projection) => {
  const files = smallDataset({ projection });
  const sink = new MemorySink();
  const split = files.get("default.json") as string;
  await packDataset({
    source: await openNpySource(memoryStore(files)),
    sink,
    documents: new Map([["default.json", new TextEncoder().encode(split)]]),
  });
  for (const layout of ["NCHW", "NHWC"] as const) {
    const options = { normalize: false, fields: smallFields, subset: "train", layout } as const;
    const npy = await AtcsDataset.open(memoryStore(files), options);
    const zarr = await AtcsDataset.open(memoryStore(sink.files), options);
    expect(zarr.ids).toEqual(npy.ids);
    expect(await zarr.fingerprint()).toBe(await npy.fingerprint());
    for (let i = 0; i < npy.length; i++) {
      const { sensorInput: expected, ...rest } = await npy.get(i);
      const { sensorInput: found, ...others } = await zarr.get(i);
      expect(others).toEqual(rest);
      // Half a quantum of phi is 0.003 degrees, of the others less.
      const worst = found.reduce((most, value, j) => Math.max(most, Math.abs(value - expected[j]!)), 0);
      expect(worst).toBeLessThan(5.3e-5);
    }
  }
});
