import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AtcsDataset } from "../../src/dataset.ts";
import { bothWays, layoutNames, variants, writeLayout } from "./_layouts.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-agreement-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(layoutNames)("get and batches give the same, %s", (layout) => {
  const directory = join(folder, layout);
  beforeAll(() => writeLayout(layout, directory));

  test.each(variants)("%s", async (_name, options) => {
    await using data = await AtcsDataset.open(directory, options);
    const draws = fc.record({
      batchSize: fc.integer({ min: 1, max: 8 }),
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      epoch: fc.nat(1000),
    });
    await fc.assert(
      fc.asyncProperty(draws, async (draw) => {
        const { single, batched } = await bothWays(data, { ...draw, workers: 0 });
        expect(batched).toHaveLength(data.length);
        expect(batched).toEqual(single);
      }),
      { numRuns: 2 },
    );
  });
});
