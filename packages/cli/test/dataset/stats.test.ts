import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AtcsDataset, type ChannelStatistics, npyBytes, parseStatistics } from "@atcs/dataset";
import { describe, expect, test } from "vitest";
import { type Files, smallImage } from "../../../dataset/test/support/small-dataset.ts";
import { fieldStatistics } from "../../src/dataset/stats-text.ts";
import { atcs, atcsInterrupted, testFolder } from "./support.ts";

const { writeDataset } = testFolder("stats");

const statisticsOf = (directory: string, name = "default") =>
  parseStatistics(JSON.parse(readFileSync(join(directory, `${name}.stats.json`), "utf8")), name);

/** No image has a Latitude, which is the last channel. */
function onlyMissing(files: Files): void {
  for (const id of [0, 1, 2, 16, 17, 20]) {
    const image = smallImage(id);
    image.data.forEach((_, i) => void (i % 82 === 81 && image.data.fill(-32767, i, i + 1)));
    files.set(`input/2008/2008_06_03/${id}.npy`, npyBytes(image));
  }
}

describe("statistics", () => {
  test("are of all fields, and loading takes them", async () => {
    const directory = writeDataset();
    const { code, stdout, stderr } = await atcs("stats", directory);
    expect([code, stderr]).toEqual([0, ""]);
    expect(statisticsOf(directory).channels).toHaveLength(82);
    expect(stdout).toContain(
      "channels  82 of 7 fields\n          10 channels have no value in the training set, and are not normalised\nvalues    ",
    );
    expect(stdout).toMatch(/^field +values +mean +std +min +max\nI865P +\d+ /m);
    const data = await AtcsDataset.open(directory, { subset: "train", fields: ["I865P", "thetas"] });
    const batches = data.batches({ batchSize: 4 });
    for await (const { sensorInput } of batches) expect(sensorInput.every(Number.isFinite)).toBe(true);
    await data.close();
  });

  test("a channel without values is told in the singular, and none is not told at all", async () => {
    const one = await atcs("stats", writeDataset(onlyMissing), "--fields", "Nviews,Latitude");
    expect(one.stdout).toContain(
      "channels  2 of 2 fields\n          1 channel has no value in the training set, and is not normalised\n",
    );
    const none = await atcs("stats", writeDataset(), "--fields", "Nviews,Latitude");
    expect(none.stdout).toContain("channels  2 of 2 fields\nvalues    ");
  });

  test("are of the fields, clip and angles that were asked for, and replace those before", async () => {
    const directory = writeDataset();
    await atcs("stats", directory);
    const argv = ["--fields", "I865P,phi", "--clip", "none", "--angles", "sincos", "--json"];
    const { code, stdout } = await atcs("stats", directory, ...argv);
    expect(code).toBe(0);
    expect(statisticsOf(directory)).toMatchObject({ transform: { clip: false, angles: "sincos" } });
    expect(statisticsOf(directory).channels).toHaveLength(48);
    expect(JSON.parse(stdout)).toMatchObject({
      split: "default",
      instances: 4,
      channels: 48,
      transform: { clip: false, angles: "sincos" },
      fields: [
        { field: "I865P", channels: 16 },
        { field: "phi", channels: 32 },
      ],
    });
  });

  test("of a field are those of its channels together", () => {
    const channel = (values: number[]): ChannelStatistics => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      return {
        field: "a",
        angle: 0,
        mean,
        std,
        count: values.length,
        min: Math.min(...values),
        max: Math.max(...values),
      };
    };
    const empty = { field: "a", angle: 2, mean: 0, std: 0, count: 0, min: 0, max: 0 };
    const [all] = [channel([1, 4, 7, 100, 2, 2])];
    const [together] = fieldStatistics({ channels: [channel([1, 4, 7]), channel([100, 2, 2]), empty] });
    expect(together).toMatchObject({ field: "a", channels: 3, count: 6, min: 1, max: 100 });
    expect(together!.mean).toBeCloseTo(all!.mean, 12);
    expect(together!.std).toBeCloseTo(all!.std, 12);
    expect(fieldStatistics({ channels: [empty] })[0]).toMatchObject({ count: 0, mean: 0, std: 0 });
  });
});

describe("refused:", () => {
  test.each([
    [["--split", "other"], 1, 'there is no split "other"'],
    [["--split", "a/b"], 2, "expected letters, digits"],
    [["--fields", "nonsense"], 2, '--fields: there is no scheme of fields "nonsense"'],
    [["--fields", "I443NP"], 1, 'there is no field "I443NP"'],
    [["--clip", "all"], 2, "Allowed choices are physical, published, none"],
  ])("%j", async (argv, code, message) => {
    const directory = writeDataset();
    const result = await atcs("stats", directory, ...argv);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(message);
    expect(readdirSync(directory).filter((name) => name.includes("stats"))).toEqual([]);
  });

  test("a training set that is empty, or of another dataset", async () => {
    const directory = writeDataset();
    writeFileSync(join(directory, "empty.json"), '{"train": [], "val": [0]}');
    writeFileSync(join(directory, "other.json"), '{"train": [0, 999], "val": []}');
    expect((await atcs("stats", directory, "--split", "empty")).stderr).toContain(
      "the split has no training instances",
    );
    const { code, stderr } = await atcs("stats", directory, "--split", "other");
    expect(code).toBe(1);
    expect(stderr).toContain("the training instance 999 is not in the dataset");
  });
});

test("Ctrl-C ends it without a file", async () => {
  const directory = writeDataset();
  expect((await atcsInterrupted("stats", directory)).code).toBe(130);
  expect(readdirSync(directory).filter((name) => name.includes("stats"))).toEqual([]);
});
