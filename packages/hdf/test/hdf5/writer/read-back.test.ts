import { expect, test } from "vitest";
import { open } from "../../../src/open.ts";
import { writeBytes } from "./_h5wasm.ts";

test("this package reads what it wrote", async () => {
  const bytes = await writeBytes(async (file) => {
    file.setAttribute("title", "scene");
    const lat = file.createDataset("lat", { dtype: "float32", shape: [3], scale: true });
    await lat.write(new Float32Array([10, 20, 30]));
    const dataset = file.createDataset("fields/I670P", {
      dtype: "int16",
      shape: [3, 4],
      chunks: [2, 2],
      shuffle: true,
      deflate: 6,
      fillValue: 32767,
      dimensions: [lat, null],
      attributes: { _FillValue: { dtype: "int64", value: 32767n }, range: new Uint8Array([0, 9]), units: "1" },
    });
    await dataset.writeChunk([1, 0], new Int16Array([1, 2, 3, 4]));
  });

  await using file = await open(bytes);
  expect(file.attributes.title).toBe("scene");
  expect(file.keys()).toEqual(["lat", "fields"]);
  const dataset = file.dataset("fields/I670P", "int16");
  expect([dataset.shape, dataset.chunks, dataset.fillValue]).toEqual([[3, 4], [2, 2], 32767]);
  expect(dataset.compression.map(({ name }) => name)).toEqual(["shuffle", "deflate"]);
  expect(dataset.attributes).toMatchObject({ _FillValue: 32767n, range: new Uint8Array([0, 9]), units: "1" });
  expect(dataset.dimensions.map(({ name }) => name)).toEqual(["lat", ""]);
  const fill = new Array(8).fill(32767);
  expect([...(await dataset.read()).data]).toEqual([...fill, 1, 2, 32767, 32767]);
  const scale = await dataset.dimensions[0]!.scale!.read();
  expect(scale.data).toEqual(new Float32Array([10, 20, 30]));
});
