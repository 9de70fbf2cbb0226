import { expect, test } from "vitest";
import { DatasetError } from "../../src/errors.ts";
import { openNpySource } from "../../src/sources/npy.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import type { DatasetStore } from "../../src/store/types.ts";
import { smallDataset } from "../support/small-dataset.ts";

test("files of no instance are found, whatever else is beside", async () => {
  const files = smallDataset();
  const none = { files: [], unreadFolders: [] };
  expect(await (await openNpySource(memoryStore(files))).strayFiles!()).toEqual(none);
  files.set("output/old/7.pkl", "").set("input/2008/2008_06_03/.2.npy.partial", "").set("input/notes.txt", "");
  files.set("figures/map.svg", "");
  const { files: strays } = await (await openNpySource(memoryStore(files))).strayFiles!();
  expect(strays).toEqual(["input/2008/2008_06_03/.2.npy.partial", "input/notes.txt", "output/old/7.pkl"]);
});

test("a damaged entry leaves the files of its instance over", async () => {
  const files = smallDataset();
  const entries = JSON.parse(files.get("instance_info.json") as string);
  files.set("instance_info.json", JSON.stringify({ ...entries, 2: { ...entries[2], input_path: "../2.npy" } }));
  const { files: strays } = await (await openNpySource(memoryStore(files))).strayFiles!();
  expect(strays).toEqual(["input/2008/2008_06_03/2.npy", "output/2008/2008_06_03/2.pkl"]);
});

test("a folder that contains itself has an end", async () => {
  const store = { ...memoryStore(smallDataset()), list: async () => ["again/"] };
  expect((await (await openNpySource(store)).strayFiles!()).files).toEqual([]);
});

test("a store that cannot list has none to tell", async () => {
  const { list: _list, ...store } = memoryStore(smallDataset());
  expect((await openNpySource(store)).strayFiles).toBeUndefined();
});

test("a folder that cannot be looked into now is told, and the others are searched", async () => {
  const store = memoryStore(smallDataset().set("output/notes.txt", ""));
  const list: DatasetStore["list"] = async (folder) => {
    if (folder === "input/2008") throw new DatasetError("DATASET_IO", "permission denied", { file: folder });
    return store.list!(folder);
  };
  const found = await (await openNpySource({ ...store, list })).strayFiles!();
  expect(found).toEqual({ files: ["output/notes.txt"], unreadFolders: ["input/2008"] });
});

test("other errors and an abort end the search, whatever the store makes of the signal", async () => {
  const store = memoryStore(smallDataset());
  const broken = { ...store, list: () => Promise.reject(new TypeError("a mistake")) };
  await expect((await openNpySource(broken)).strayFiles!()).rejects.toThrow("a mistake");
  const abort = new AbortController();
  let listed = 0;
  const list: DatasetStore["list"] = async (folder) => {
    if (++listed === 2) abort.abort(new Error("enough"));
    return store.list!(folder);
  };
  const searching = (await openNpySource({ ...store, list })).strayFiles!({ signal: abort.signal });
  await expect(searching).rejects.toThrow("enough");
  expect(listed).toBe(2);
});
