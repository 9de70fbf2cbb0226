import { describe, expect, test } from "vitest";
import { AtcsDataset } from "../../src/dataset.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { smallDataset, smallFields } from "../support/small-dataset.ts";

const open = (): Promise<AtcsDataset> => {
  const files = smallDataset({ ids: Array.from({ length: 11 }, (_, i) => 2 * i) });
  return AtcsDataset.open(memoryStore(files), { normalize: false, fields: smallFields });
};

describe("reuse", () => {
  test.each([0, 1, 3])("gives the same batches, prefetch %i", async (prefetch) => {
    await using data = await open();
    const options = { batchSize: 2, shuffle: true, seed: 3, prefetch } as const;
    const expected: number[][] = [];
    for await (const { sensorInput } of data.batches(options)) expected.push([...sensorInput]);
    const found: number[][] = [];
    const memory = new Set<ArrayBuffer>();
    for await (const { sensorInput } of data.batches({ ...options, reuse: true })) {
      found.push([...sensorInput]);
      memory.add(sensorInput.buffer);
    }
    expect(found).toEqual(expected);
    // The last batch is not full, and has memory of its own.
    expect(memory.size).toBe(Math.max(1, prefetch) + 1 + (prefetch > 0 ? 1 : 0));
  });

  test("a batch stays as it is until the next one is asked for", async () => {
    await using data = await open();
    for await (const { sensorInput } of data.batches({ batchSize: 1, prefetch: 2, reuse: true })) {
      const before = sensorInput.slice();
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(sensorInput).toEqual(before);
    }
  });

  test("without it every batch has memory of its own", async () => {
    await using data = await open();
    const memory = new Set<ArrayBuffer>();
    for await (const { sensorInput } of data.batches({ batchSize: 2 })) memory.add(sensorInput.buffer);
    expect(memory.size).toBe(6);
  });

  test("must be true or false", async () => {
    await using data = await open();
    expect(() => data.batches({ reuse: 1 as unknown as boolean })).toThrow("reuse is 1: expected true or false");
  });
});
