import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HdfFile } from "@atcs/hdf";
import { createHdf5 } from "@atcs/hdf/write";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { writeLabels } from "../../src/layout/write-labels.ts";
import { readPickle } from "../../src/pickle/read-pickle.ts";
import { writePickle } from "../../src/pickle/write-pickle.ts";
import { openSource } from "../../src/sources/open-source.ts";
import { validateDataset } from "../../src/validate/validate-dataset.ts";
import { writeTree } from "../loader/_layouts.ts";
import { smallDataset, smallImage, smallLabels } from "../support/small-dataset.ts";

/** Files that were opened and not closed yet, and all that were opened. */
const files = vi.hoisted(() => ({ open: new Set<object>(), count: 0 }));

// Which damage makes libhdf5 trap differs from version to version: here it is that of instance 1, as its Library does it.
vi.mock("@atcs/hdf", async (original) => {
  const hdf = await original<typeof import("@atcs/hdf")>();
  const open: typeof hdf.open = async (...args) => {
    const file = await hdf.open(...args);
    const name = String(file.name);
    files.open.add(file);
    files.count++;
    let hasStopped = false;
    const checked = (path: string): string => {
      if (hasStopped) throw new hdf.SourceError("libhdf5 has stopped; open the file again", { file: name });
      hasStopped = path === "1/input";
      if (hasStopped) throw new hdf.DamagedFileError("libhdf5 stopped while reading it", { file: name });
      return path;
    };
    const close = async (): Promise<void> => {
      files.open.delete(file);
      await file.close();
    };
    const changed: Partial<HdfFile> = {
      close,
      dataset: (path: string) => file.dataset(checked(path)),
      group: (path) => file.group(checked(path)),
    };
    return new Proxy(file, {
      get: (_, key) => {
        const value: unknown = Reflect.get(key in changed ? changed : file, key);
        return typeof value === "function" ? value.bind(file) : value;
      },
    });
  };
  return { ...hdf, open };
});

const folder = mkdtempSync(join(tmpdir(), "atcs-h5-stopped-"));
const path = join(folder, "atrain.h5");
const ids = [0, 1, 2, 16];

beforeAll(async () => {
  for (const [name, content] of smallDataset({ ids }))
    if (name.endsWith(".json")) writeFileSync(join(folder, name), content);
  const file = await createHdf5(path);
  for (const id of ids) {
    const group = file.createGroup(String(id));
    const { dtype, shape, data } = smallImage(id);
    await group.createDataset("input", { dtype, shape }).write(data as Float32Array<ArrayBuffer>);
    await writeTree(group.createGroup("output"), readPickle(writePickle(writeLabels(id, smallLabels(id)))));
  }
  await file.close();
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  files.count = 0;
});

test("an instance whose damage stops libhdf5 is told alone: the others are read from the file opened again", async () => {
  const { source } = await openSource(folder);
  const { damaged, points } = await validateDataset(source);
  expect(damaged.map(({ id }) => id)).toEqual([1]);
  expect(damaged[0]!.problems.map(({ code }) => code)).toEqual(["DATASET_INSTANCE", "DATASET_INSTANCE"]);
  expect(points).toBe(9);
  expect(files.open.size).toBe(1);
  await source.close();
  await source.close();
  expect(files.open.size).toBe(0);
});

test("also when all are read at once, by opening it once", async () => {
  const { source } = await openSource(folder);
  const results = await Promise.allSettled([1, 0, 2, 16].map((id) => source.readLabels(id)));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "fulfilled"]);
  expect(results[0]).toMatchObject({ reason: { code: "DATASET_INSTANCE", instanceId: 1 } });
  expect(files.count).toBe(2);
  await source.close();
  expect(files.open.size).toBe(0);
});

test("where it cannot be opened again, the error is of reading, and later it goes on", async () => {
  const { source } = await openSource(folder);
  await expect(source.readImage(1, [0])).rejects.toMatchObject({ code: "DATASET_INSTANCE" });
  renameSync(path, `${path}.away`);
  await expect(source.readImage(2, [0])).rejects.toMatchObject({ code: "DATASET_IO", instanceId: 2 });
  renameSync(`${path}.away`, path);
  expect((await source.readImage(2, [0])).height).toBe(4);
  await source.close();
  expect(files.open.size).toBe(0);
});
