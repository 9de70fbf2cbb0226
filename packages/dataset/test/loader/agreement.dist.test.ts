import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AtcsDataset as SourceDataset } from "../../src/dataset.ts";
import { bothWays, layoutNames, variants, writeLayout } from "./_layouts.ts";

// Workers are started by the file beside the built package.
const built = new URL("../../dist/index.js", import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), "atcs-agreement-"));
let Built: typeof SourceDataset;

beforeAll(async () => {
  Built = ((await import(built)) as { AtcsDataset: typeof SourceDataset }).AtcsDataset;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(layoutNames)("get and batches of workers give the same, %s", (layout) => {
  const directory = join(folder, layout);
  beforeAll(() => writeLayout(layout, directory));

  test.each(variants)("%s", async (_name, options) => {
    await using data = await Built.open(directory, options);
    const { single, batched } = await bothWays(data, { batchSize: 3, seed: 5, epoch: 1, workers: 2 });
    expect(batched).toHaveLength(data.length);
    expect(batched).toEqual(single);
  });
});
