import { expect, test } from "vitest";
import { openNpySource } from "../../src/sources/npy.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { smallDataset } from "../support/small-dataset.ts";

test("files of no instance are found, whatever else is beside", async () => {
  const files = smallDataset();
  expect(await (await openNpySource(memoryStore(files))).strayFiles!()).toEqual([]);
  files.set("output/old/7.pkl", "").set("input/2008/2008_06_03/.2.npy.partial", "").set("input/notes.txt", "");
  files.set("figures/map.svg", "");
  expect(await (await openNpySource(memoryStore(files))).strayFiles!()).toEqual([
    "input/2008/2008_06_03/.2.npy.partial",
    "input/notes.txt",
    "output/old/7.pkl",
  ]);
});

test("a damaged entry leaves the files of its instance over", async () => {
  const files = smallDataset();
  const entries = JSON.parse(files.get("instance_info.json") as string);
  files.set("instance_info.json", JSON.stringify({ ...entries, 2: { ...entries[2], input_path: "../2.npy" } }));
  const strays = await (await openNpySource(memoryStore(files))).strayFiles!();
  expect(strays).toEqual(["input/2008/2008_06_03/2.npy", "output/2008/2008_06_03/2.pkl"]);
});

test("a folder that contains itself has an end", async () => {
  const store = { ...memoryStore(smallDataset()), list: async () => ["again/"] };
  expect(await (await openNpySource(store)).strayFiles!()).toEqual([]);
});

test("a store that cannot list has none to tell", async () => {
  const { list: _list, ...store } = memoryStore(smallDataset());
  expect((await openNpySource(store)).strayFiles).toBeUndefined();
});
