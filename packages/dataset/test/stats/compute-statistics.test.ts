import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openNpySource } from "../../src/sources/npy.ts";
import { ChannelMoments } from "../../src/stats/channel-moments.ts";
import { computeStatistics } from "../../src/stats/compute-statistics.ts";
import { memoryStore } from "../../src/store/memory-store.ts";
import { smallDataset, smallFields, smallImage } from "../support/small-dataset.ts";

describe("computeStatistics", () => {
  const source = openNpySource(memoryStore(smallDataset()));
  const ids = [0, 1, 2, 16];

  test("is what the values after clip and transform say", async () => {
    const { channels, transform, fields } = await computeStatistics(await source, ids, { fields: smallFields });
    expect(transform).toEqual({ clip: "physical", angles: "default" });
    expect(fields[0]).toEqual(["Data_Directional_Fields", "I865P"]);
    const images = ids.map((id) => smallImage(id));
    const valuesOf = (channel: number): number[] =>
      images
        .flatMap(({ data, shape }) => Array.from({ length: 16 }, (_, p) => data[p * shape[2]! + channel]!))
        .filter((v) => v !== -32767);
    const cases = [
      { channel: 2, values: valuesOf(2).map((v) => Math.min(1.5, Math.max(0, v))) },
      { channel: 16, values: valuesOf(16).map((v) => Math.min(1, Math.max(-1, v))) },
      { channel: 3 * 16 + 4, values: valuesOf(3 * 16 + 4).map((v) => Math.cos((v * Math.PI) / 180)) },
      { channel: 4 * 16 + 4, values: valuesOf(4 * 16 + 4).map((v) => Math.sin((v * Math.PI) / 180)) },
      { channel: 80, values: valuesOf(80) },
    ];
    for (const { channel, values } of cases) {
      const mean = values.reduce((a, b) => a + b) / values.length;
      const std = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
      const found = channels[channel]!;
      expect(found.count).toBe(values.length);
      expect(found.mean).toBeCloseTo(mean, 6);
      expect(found.std).toBeCloseTo(std, 6);
      expect(found.min).toBeCloseTo(Math.min(...values), 6);
      expect(found.max).toBeCloseTo(Math.max(...values), 6);
    }
    expect(channels[15]).toEqual({ field: "I865P", angle: 15, mean: 0, std: 0, count: 0, min: 0, max: 0 });
    expect(channels[80]!.angle).toBeNull();
  });

  test("does not depend on the order of the ids", async () => {
    const one = await computeStatistics(await source, ids, { fields: smallFields, angles: "sincos" });
    expect(await computeStatistics(await source, [16, 2, 0, 1], { fields: smallFields, angles: "sincos" })).toEqual(
      one,
    );
    expect(one.channels.filter(({ part }) => part === "cos")).toHaveLength(32);
  });

  test("refuses fields of two groups with one name, which a file of statistics cannot tell apart", async () => {
    const npy = await source;
    const [first, ...others] = npy.generation.fields;
    const namesake = { ...first!, group: "Other_Fields" };
    const twofold = { ...npy, name: "DIR", generation: { ...npy.generation, fields: [first!, namesake, ...others] } };
    await expect(computeStatistics(twofold, ids)).rejects.toMatchObject({
      code: "DATASET_FIELDS",
      message: expect.stringMatching(/^DIR: the field I865P is in two groups/),
    });
  });

  test.each([
    [{ signal: 5 }, /^signal is 5/],
    [{ onProgress: 5 }, /^onProgress is 5/],
    [{ feilds: [] }, /no option "feilds"/],
  ])("refuses %j", async (options, message) => {
    await expect(computeStatistics(await source, ids, options as never)).rejects.toThrow(message);
  });

  test("can be aborted, and tells its progress", async () => {
    const done: number[] = [];
    await computeStatistics(await source, ids, { fields: ["Nviews"], onProgress: (count) => done.push(count) });
    expect(done).toEqual([1, 2, 3, 4]);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(computeStatistics(await source, ids, { fields: ["Nviews"], signal })).rejects.toThrow("enough");
  });
});

test("moments are sound for small deviations from a large mean", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 10 }),
      (images) => {
        const moments = new ChannelMoments(1);
        for (const image of images) moments.addImage(Float32Array.from(image, (v) => 1e6 + v / 16));
        const values = images.flat().map((v) => Math.fround(1e6 + v / 16));
        const mean = values.reduce((a, b) => a + (b - 1e6), 0) / values.length + 1e6;
        const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
        expect(moments.mean[0]).toBeCloseTo(mean, 6);
        expect(moments.squares[0]! / values.length).toBeCloseTo(variance, 6);
      },
    ),
  );
});
