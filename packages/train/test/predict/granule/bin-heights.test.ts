import type { AtcsDataset } from "@atcs/dataset";
import { expect, test } from "vitest";
import { binHeights } from "../../../src/predict/granule/bin-heights.ts";

/** Labels with these heights: of each instance, of each point. */
function dataset(heights: readonly (readonly number[])[][]): AtcsDataset {
  const read: number[] = [];
  const labels = async (id: number): Promise<object> => {
    read.push(id);
    const points = heights[id % heights.length]!;
    return { count: points.length, bins: points[0]?.length ?? 3, height: Int16Array.from(points.flat()) };
  };
  return { ids: Array.from({ length: 100 }, (_, i) => i), name: "small", labels, read } as never;
}

test("the height of a bin is the median over label points, without those that are missing", async () => {
  const data = dataset([
    [
      [9000, 8760, 8520],
      [9012, -9999, 8532],
    ],
    [
      [-9999, 8748, -32768],
      [9003, 8761, 8500],
    ],
  ]);
  const { heights, points } = await binHeights(data, [0, 3]);
  expect([...heights]).toEqual([9003, 8760, 8520]);
  expect(points).toBe(64);
  expect((await binHeights(data, [1, 3])).heights).toEqual(Float32Array.of(8760, 8520));
  const { read } = data as unknown as { read: number[] };
  expect([read[0], read[31], new Set(read).size]).toEqual([0, 99, 32]);
});

test("bins without a height, or in another order, are refused", async () => {
  const missing = binHeights(dataset([[[9000, -9999, 8520]]]), [0, 3]);
  await expect(missing).rejects.toMatchObject({ code: "TRAIN_DATASET", file: "small" });
  await expect(missing).rejects.toThrow(/bin 1 lies at NaN m in the median of 32 label points/);
  await expect(binHeights(dataset([[[8000, 8240]]]), [0, 2])).rejects.toThrow(/bin 1 lies at 8240 m/);
});
