import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AtcsDataset as SourceDataset } from "../../src/dataset.ts";
import type { OpenDatasetOptions } from "../../src/loader/open-options.ts";
import type { Batch } from "../../src/loader/types.ts";
import { type Files, smallDataset, smallFields } from "../support/small-dataset.ts";

// Workers are started by the file beside the built package.
const built = new URL("../../dist/index.js", import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), "atcs-workers-"));
let Built: typeof SourceDataset;

function write(files: Files, directory = folder): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
}

beforeAll(async () => {
  write(smallDataset({ ids: Array.from({ length: 13 }, (_, i) => 3 * i) }));
  Built = ((await import(built)) as { AtcsDataset: typeof SourceDataset }).AtcsDataset;
});
afterAll(() => rmSync(folder, { recursive: true }));

const open = (options: OpenDatasetOptions = {}): Promise<SourceDataset> =>
  Built.open(folder, { normalize: false, fields: smallFields, extraFields: ["Nviews"], augment: true, ...options });

async function all(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const list: Batch[] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

describe("workers", () => {
  test("give the same batches in the same order", async () => {
    const options = { batchSize: 3, shuffle: true, seed: 5, epoch: 1 } as const;
    await using data = await open();
    const here = await all(data.batches(options));
    expect(here).toHaveLength(5);
    for (const [workers, prefetch] of [
      [1, 0],
      [1, 3],
      [3, 4],
    ] as const) {
      expect(await all(data.batches({ ...options, workers, prefetch }))).toEqual(here);
    }
  });

  test("give the same batches in memory that goes back and forth", async () => {
    const options = { batchSize: 2, shuffle: true, seed: 5, prefetch: 3 } as const;
    await using data = await open();
    const here = await all(data.batches(options));
    const found: Batch[] = [];
    for await (const batch of data.batches({ ...options, workers: 2, reuse: true })) {
      found.push({ ...batch, sensorInput: batch.sensorInput.slice() });
    }
    expect(found).toEqual(here);
  });

  test("tell errors with instance and file", async () => {
    const broken = mkdtempSync(join(tmpdir(), "atcs-workers-"));
    write(smallDataset().set("input/2008/2008_06_03/2.npy", new Uint8Array(20)), broken);
    await using data = await Built.open(broken, { normalize: false, fields: smallFields });
    await expect(all(data.batches({ batchSize: 2, workers: 1 }))).rejects.toMatchObject({
      code: "DATASET_NPY",
      instanceId: 2,
      message: expect.stringContaining("2.npy, instance 2: not an npy file"),
    });
    rmSync(broken, { recursive: true });
  });

  test("end with the loop, the signal and the dataset", async () => {
    const data = await open();
    for await (const batch of data.batches({ batchSize: 1, workers: 2 })) {
      expect(batch.ids).toHaveLength(1);
      break;
    }
    const control = new AbortController();
    const batches = data.batches({ batchSize: 1, workers: 2, signal: control.signal });
    await batches.next();
    control.abort(new Error("enough"));
    await expect(batches.next()).rejects.toThrow("enough");
    const more = data.batches({ batchSize: 1, workers: 2 });
    await more.next();
    await data.close();
    await expect(more.next()).rejects.toMatchObject({ code: "DATASET_CLOSED" });
  });

  test("whose script does not start say so", async () => {
    const { Worker } = await import("node:worker_threads");
    await using data = await open({ worker: () => new Worker("throw new Error('no luck')", { eval: true }) });
    await expect(all(data.batches({ workers: 1 }))).rejects.toThrow("no luck");
  });
});
