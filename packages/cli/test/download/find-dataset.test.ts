import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findDatasets, searchLimits } from "../../src/download/find-dataset.ts";

const root = mkdtempSync(join(tmpdir(), "atcs-find-"));
afterAll(() => rmSync(root, { recursive: true }));

/** A directory with some files, which are empty. */
function tree(...files: string[]): string {
  const top = mkdtempSync(join(root, "tree-"));
  for (const file of files) {
    mkdirSync(join(top, dirname(file)), { recursive: true });
    writeFileSync(join(top, file), "");
  }
  return top;
}

test.each<[string[], string[], boolean]>([
  [["atrain.h5", "a/atrain.h5"], [""], true],
  [["a/b/c/d/instance_info.json"], ["a/b/c/d"], true],
  [["a/b/README", "a/b/c/zarr.json", "a/b/c/images/zarr.json"], ["a/b/c"], false],
  [["b/zarr.json", "a/x/atrain.h5", "a/y/zarr.json"], ["b", "a/x", "a/y"], false],
  [["a/notes.txt"], [], false],
])("%j", async (files, folders, isAlone) => {
  const { found, isCutShort } = await findDatasets(tree(...files), searchLimits);
  expect(found.map(({ folder }) => folder)).toEqual(folders);
  expect(found.every((place) => place.isAlone === isAlone)).toBe(true);
  expect(isCutShort).toBe(false);
});

test("a directory with the name of a mark is none", async () => {
  expect((await findDatasets(tree("zarr.json/a"), searchLimits)).found).toEqual([]);
});

test("it is bounded in depth and number, and tells so", async () => {
  const deep = tree("a/b/c/d/e/zarr.json");
  expect(await findDatasets(deep, searchLimits)).toEqual({ found: [], isCutShort: true });
  const wide = tree(...Array.from({ length: 20 }, (_, i) => `d${10 + i}/a`), "z/zarr.json");
  expect(await findDatasets(wide, { depth: 4, directories: 20 })).toEqual({ found: [], isCutShort: true });
  expect((await findDatasets(wide, { depth: 4, directories: 30 })).found).toHaveLength(1);
});
