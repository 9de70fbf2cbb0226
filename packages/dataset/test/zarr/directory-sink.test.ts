import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directorySink } from "../../src/zarr/directory-sink.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "atcs-sink-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("the directory is there when it is complete, not before", async () => {
  const target = join(folder, "sub", "a.zarr");
  const sink = await directorySink(target);
  await sink.write("zarr.json", Uint8Array.of(1));
  await sink.write("labels/height/c/0/0", Uint8Array.of(2, 3));
  expect(readdirSync(join(folder, "sub"))).toEqual([expect.stringMatching(/^\.a\.zarr\.partial-\d+$/)]);
  await sink.finish();
  expect(readdirSync(join(folder, "sub"))).toEqual(["a.zarr"]);
  expect(Array.from(readFileSync(join(target, "labels/height/c/0/0")))).toEqual([2, 3]);
});

test("nothing stays of one that was aborted", async () => {
  const sink = await directorySink(join(folder, "a.zarr"));
  await sink.write("b/c", new Uint8Array(5));
  await sink.abort();
  expect(readdirSync(folder)).toEqual([]);
});

test("what exists is not overwritten, also if it came meanwhile", async () => {
  mkdirSync(join(folder, "a.zarr"));
  await expect(directorySink(join(folder, "a.zarr"))).rejects.toMatchObject({ code: "DATASET_WRITE" });
  const sink = await directorySink(join(folder, "b.zarr"));
  writeFileSync(join(folder, "b.zarr"), "mine");
  await expect(sink.finish()).rejects.toMatchObject({ code: "DATASET_WRITE", message: /it exists already/ });
  await sink.abort();
  expect(readdirSync(folder)).toEqual(["a.zarr", "b.zarr"]);
});
