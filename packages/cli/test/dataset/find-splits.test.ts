import * as library from "@atcs/dataset";
import { expect, test } from "vitest";
import { smallDataset } from "../../../dataset/test/support/small-dataset.ts";
import { findSplits } from "../../src/dataset/find-splits.ts";

const { signal } = new AbortController();

test.each(["default.json", "default.stats.json"])(
  "a %s that cannot be read now is no fault of the split",
  async (path) => {
    const files = smallDataset().set("default.stats.json", "{}");
    const store = library.memoryStore(files);
    const failing: library.DatasetStore = {
      ...store,
      read: (file, options) =>
        file === path
          ? Promise.reject(new library.DatasetError("DATASET_IO", "503", { file }))
          : store.read(file, options),
    };
    await expect(findSplits(library, failing, undefined, signal)).rejects.toMatchObject({
      code: "DATASET_IO",
      file: path,
    });
  },
);

test("one that is damaged is", async () => {
  const store = library.memoryStore(smallDataset().set("default.json", "{"));
  const [found] = await findSplits(library, store, undefined, signal);
  expect(found).toMatchObject({ name: "default", split: undefined, errors: [{ code: "DATASET_SPLIT" }] });
});
