import { expect, test } from "vitest";
import { datasetOf, roundTrip } from "./_h5wasm.ts";

// A node has up to 64 children: one level, two, three.
test.each([1, 64, 65, 4096, 5000])("an index of %d chunks", async (count) => {
  const values = await roundTrip(
    async (file) => {
      const dataset = file.createDataset("x", { dtype: "uint16", shape: [count], chunks: [1] });
      // From the outside in, so that the order in the file is not that of the index.
      for (let i = 0; i < count; i++) {
        const at = i % 2 === 0 ? i / 2 : count - (i + 1) / 2;
        await dataset.writeChunk([at], new Uint16Array([at + 1]));
      }
    },
    (file) => datasetOf(file, "x").value,
  );
  expect(values).toEqual(Uint16Array.from({ length: count }, (_, i) => i + 1));
});

test("a sparse index over three axes", async () => {
  const shape = [40, 30, 20];
  const chunks = [3, 4, 20];
  const values = await roundTrip(
    async (file) => {
      const dataset = file.createDataset("x", { dtype: "int32", shape, chunks, fillValue: -9 });
      for (let i = 13; i >= 0; i--) {
        for (let j = i % 2; j < 8; j += 2) await dataset.writeChunk([i, j, 0], new Int32Array(240).fill(i * 100 + j));
      }
    },
    (file) => datasetOf(file, "x").value as Int32Array,
  );
  values.forEach((value, at) => {
    const i = Math.floor(at / 600 / 3);
    const j = Math.floor((Math.floor(at / 20) % 30) / 4);
    expect(value).toBe(i % 2 === j % 2 ? i * 100 + j : -9);
  });
});
