import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHdf5 } from "@atcs/hdf/write";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AtcsDataset } from "../../src/dataset.ts";
import { writeLabels } from "../../src/layout/write-labels.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import type { PickleValue } from "../../src/pickle/types.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { writeTree } from "../loader/_layouts.ts";
import { smallDataset, smallFields, smallImage, smallLabels } from "../support/small-dataset.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-h5-"));
const ids = [0, 1, 2, 16, 17, 20];

beforeAll(async () => {
  for (const [path, content] of smallDataset()) if (path.endsWith(".json")) writeFileSync(join(folder, path), content);
  const file = await createHdf5(join(folder, "atrain.h5"));
  for (const id of ids) {
    const group = file.createGroup(String(id));
    const { dtype, shape, data } = smallImage(id);
    await group
      .createDataset("input", { dtype, shape, chunks: [2, 2, shape[2]!], deflate: 1 })
      .write(data as Float32Array<ArrayBuffer>);
    await writeTree(group.createGroup("output"), readPickle(writePickle(writeLabels(id, smallLabels(id)))));
  }
  await file.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const options = { normalize: false, fields: smallFields, subset: "val" } as const;

test("is the same dataset as npy and pickle files", async () => {
  const npy = await AtcsDataset.open(memoryStore(smallDataset()), options);
  for (const location of [folder, join(folder, "atrain.h5")]) {
    const h5 = await AtcsDataset.open(location, options);
    expect(h5.ids).toEqual(npy.ids);
    expect(h5.info(17).dateTime).toBe(npy.info(17).dateTime);
    expect(await h5.get(1)).toEqual(await npy.get(1));
    expect(await h5.fingerprint()).toBe(await npy.fingerprint());
    await h5.close();
    await expect(h5.get(0)).rejects.toThrow(expect.objectContaining({ code: "DATASET_CLOSED" }));
  }
});

describe("errors", () => {
  test("a file that is no HDF5", async () => {
    writeFileSync(join(folder, "other.h5"), "no HDF5");
    await expect(openSource(join(folder, "other.h5"))).rejects.toThrow(
      expect.objectContaining({ code: "DATASET_LAYOUT" }),
    );
  });

  test("a file that is not there", async () => {
    await expect(openSource(join(folder, "none.h5"))).rejects.toThrow(/none\.h5: no such file/);
  });

  test("labels in a circle, and images of integers", async () => {
    const odd = mkdtempSync(join(tmpdir(), "atcs-h5-"));
    const file = await createHdf5(join(odd, "atrain.h5"));
    const group = file.createGroup("7");
    await group.createDataset("input", { dtype: "int16", shape: [2, 2, 288] }).write(new Int16Array(4 * 288));
    group.createGroup("output").createGroup("a").createGroup("b");
    await file.close();
    const { source } = await openSource(odd);
    await expect(source.readImage(7, [0])).rejects.toThrow(/instance 7: .* int16: expected float32/);
    // One that leads back to its parent has no end; one that is as deep as this is refused for the same reason.
    await expect(source.readLabels(7)).rejects.toThrow(/"7\/output\/a\/b" lies too deep/);
    await source.close();
    rmSync(odd, { recursive: true });
  });

  describe("what was made, but never written, is damage and no zeros:", () => {
    /** An image of two rows of chunks, and labels; one of them is left out. */
    const write = async (left: "image" | "row" | "labels" | "nothing"): Promise<string> => {
      const directory = mkdtempSync(join(folder, "unwritten-"));
      const file = await createHdf5(join(directory, "atrain.h5"));
      const group = file.createGroup("7");
      const input = group.createDataset("input", { dtype: "float32", shape: [4, 2, 288], chunks: [2, 2, 288] });
      if (left !== "image") await input.write(new Float32Array(4 * 2 * 288).fill(0.5, left === "row" ? 4 * 288 : 0));
      const output = group.createGroup("output");
      const labels = readPickle(writePickle(writeLabels(7, smallLabels(7, { height: 4, width: 2 })))) as Map<
        string,
        PickleValue
      >;
      if (left === "labels") {
        output.createDataset("lat", { dtype: "float32", shape: [3] });
        labels.delete("lat");
      }
      await writeTree(output, labels);
      await file.close();
      return directory;
    };
    const damage = (problem: RegExp) => ({
      code: "DATASET_INSTANCE",
      instanceId: 7,
      problem: expect.stringMatching(problem),
    });

    test("nothing", async () => {
      const { source } = await openSource(await write("nothing"));
      expect((await source.readImage(7, [0])).parts[0]!.data).toHaveLength(8 * 288);
      expect((await source.readLabels(7)).count).toBe(3);
      await source.close();
    });

    test("an image", async () => {
      const { source } = await openSource(await write("image"));
      await expect(source.readImage(7, [0])).rejects.toMatchObject(damage(/^"7\/input" was never written/));
      await source.close();
    });

    test("a chunk of one", async () => {
      const { source } = await openSource(await write("row"));
      const problem = /^the image has 0 in all channels at row 0, column 0: a part of it was never written/;
      await expect(source.readImage(7, [0])).rejects.toMatchObject(damage(problem));
      await source.close();
    });

    test("labels", async () => {
      const { source } = await openSource(await write("labels"));
      await expect(source.readLabels(7)).rejects.toMatchObject(damage(/^"7\/output\/lat" was never written/));
      await source.close();
    });
  });

  test.each<[string, number[], RegExp]>([
    ["too few channels", [2, 2, 287], /shape \(2, 2, 287\): expected rows, columns and 82 channels/],
    ["two axes", [2, 82], /shape \(2, 82\)/],
    ["no pixel", [0, 2, 82], /shape \(0, 2, 82\)/],
  ])("an image of %s", async (_, shape, problem) => {
    const odd = mkdtempSync(join(folder, "shape-"));
    writeFileSync(join(odd, "dataset_generation_info.json"), smallDataset().get("dataset_generation_info.json")!);
    const file = await createHdf5(join(odd, "atrain.h5"));
    const input = file.createGroup("7").createDataset("input", { dtype: "float32", shape });
    await input.write(new Float32Array(shape.reduce((product, length) => product * length, 1)));
    await file.close();
    const { source } = await openSource(odd);
    const error = { code: "DATASET_INSTANCE", instanceId: 7, problem: expect.stringMatching(problem) };
    await expect(source.readImage(7, [0])).rejects.toMatchObject(error);
    await source.close();
  });

  test("an instance without labels", async () => {
    const damaged = mkdtempSync(join(tmpdir(), "atcs-h5-"));
    const file = await createHdf5(join(damaged, "atrain.h5"));
    const input = file.createGroup("7").createDataset("input", { dtype: "float32", shape: [2, 2, 288] });
    await input.write(new Float32Array(4 * 288));
    await file.close();
    const { source } = await openSource(damaged);
    expect(source.generation.fields).toHaveLength(18);
    expect(source.info(7).dateTime).toBeUndefined();
    await expect(source.readLabels(7)).rejects.toThrow(
      expect.objectContaining({ code: "DATASET_INSTANCE", instanceId: 7 }),
    );
    await expect(source.readLabels(8)).rejects.toThrow(RangeError);
    await source.close();
    rmSync(damaged, { recursive: true });
  });
});
