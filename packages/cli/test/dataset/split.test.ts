import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseSplit, parseStatistics } from "@atcs/dataset";
import { describe, expect, test } from "vitest";
import { atcs, atcsInterrupted, testFolder } from "./support.ts";

const { writeDataset } = testFolder("split");
const noSplit = (files: Map<string, unknown>): void => void files.delete("default.json");

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
const splitOf = (directory: string, name = "default") => parseSplit(readJson(join(directory, `${name}.json`)), name);

describe("a split", () => {
  test("has whole half orbits on each side, and the class counts of the training set", async () => {
    const directory = writeDataset(noSplit);
    const { code, stdout, stderr } = await atcs("split", directory, "--ratio", "0.7", "--seed", "1");
    expect([code, stderr]).toEqual([0, ""]);
    const { train, val, trainCounts, ratio, seed } = splitOf(directory);
    expect([ratio, seed]).toEqual([0.7, 1]);
    expect([...train, ...val].sort((a, b) => a - b)).toEqual([0, 1, 2, 16, 17, 20]);
    expect([train.length, val.length]).toEqual([4, 2]);
    expect([
      [0, 1],
      [2, 16],
      [17, 20],
    ]).toContainEqual(val);
    expect(trainCounts?.points).toBe(12);
    expect(stdout).toContain(
      "train     4 instances of 2 half orbits, 66.7 %\nval       2 instances of 1 half orbit, 33.3 %\n",
    );
    expect(stdout).toContain("points    12 for training, ");
    expect(stdout).toContain(`written   ${join(directory, "default.json")}\n`);
    expect(readdirSync(directory).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("is the same of the same seed, under any name, and told as JSON", async () => {
    const directory = writeDataset(noSplit);
    const { stdout } = await atcs("split", directory, "--name", "one", "--json");
    await atcs("split", directory, "--name", "two");
    expect(readFileSync(join(directory, "one.json"))).toEqual(readFileSync(join(directory, "two.json")));
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: directory,
      file: join(directory, "one.json"),
      name: "one",
      ratio: 0.8,
      seed: 0,
      train: { instances: 4, orbits: 2 },
      val: { instances: 2, orbits: 1 },
      trainCounts: { points: 12 },
      removed: null,
    });
  });

  test("is not replaced by another one unless asked to, then without the statistics of before", async () => {
    const directory = writeDataset(noSplit);
    await atcs("split", directory);
    await atcs("stats", directory, "--fields", "I865P");
    const statistics = join(directory, "default.stats.json");
    const before = readFileSync(join(directory, "default.json"), "utf8");
    // The same once more.
    expect((await atcs("split", directory)).code).toBe(0);
    expect(parseStatistics(readJson(statistics), "").channels).toHaveLength(16);

    const other = ["split", directory, "--ratio", "0.3"];
    const { code, stderr } = await atcs(...other);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "there is another split of this name. Choose another --name, or replace it with --overwrite.",
    );
    expect(readFileSync(join(directory, "default.json"), "utf8")).toBe(before);
    const { code: later, stdout } = await atcs(...other, "--overwrite");
    expect(later).toBe(0);
    expect(stdout).toContain(`removed   ${statistics}, of the training set before`);
    expect(readdirSync(directory)).not.toContain("default.stats.json");
    expect(splitOf(directory).train).toHaveLength(2);
  });

  test("of one half orbit has an empty side, which is told", async () => {
    const { code, stderr } = await atcs("split", writeDataset(noSplit, { ids: [3, 4] }));
    expect([code, stderr]).toEqual([
      0,
      "atcs split: warning: the dataset is of one half orbit, so that nothing is left for validation\n",
    ]);
  });
});

describe("refused:", () => {
  test.each([
    [["--name", "plan"], /expected another one, plan\.json is a file of datasets/],
    [["--name", "instance_info"], /expected another one/],
    [["--name", "../a"], /expected letters, digits/],
    [["--name", "a.stats"], /no file ending/],
    [["--ratio", "1"], /Expected a share above 0 and below 1/],
    [["--ratio", "0"], /Expected a share above 0 and below 1/],
    [["--seed", "-1"], /Expected a whole number/],
  ])("%j", async (argv, message) => {
    const directory = writeDataset(noSplit);
    const files = readdirSync(directory);
    const { code, stderr } = await atcs("split", directory, ...argv);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(readdirSync(directory)).toEqual(files);
  });

  test("the name of a file that is no split, even to be overwritten", async () => {
    const directory = writeDataset();
    for (const content of ['{"colour": "red"}', "not even JSON", '{"train": [1], "val": [1]}']) {
      writeFileSync(join(directory, "mine.json"), content);
      const { code, stderr } = await atcs("split", directory, "--name", "mine", "--overwrite");
      expect(code).toBe(1);
      expect(stderr).toContain("there is such a file, and it is no split. Choose another --name, or remove it.");
      expect(readFileSync(join(directory, "mine.json"), "utf8")).toBe(content);
    }
  });

  test("a dataset that is none, is empty, is elsewhere, or is damaged", async () => {
    expect((await atcs("split", "nowhere")).stderr).toContain("no dataset");
    expect((await atcs("split", writeDataset(noSplit, { ids: [] }))).stderr).toContain("the dataset has no instance");
    const damaged = writeDataset((files) => {
      noSplit(files);
      for (const id of [0, 1, 2, 16, 17, 20]) files.set(`output/2008/2008_06_03/${id}.pkl`, "rubbish");
    });
    const { code, stderr } = await atcs("split", damaged, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stderr).error).toMatchObject({ code: "DATASET_PICKLE" });
    expect(readdirSync(damaged)).not.toContain("default.json");
  });

  test("instances that do not tell their half orbit", async () => {
    const untold = writeDataset((files) => {
      const entries = JSON.parse(files.get("instance_info.json") as string);
      const { instance_id, input_path, output_path } = entries[2];
      files.set("instance_info.json", JSON.stringify({ ...entries, 2: { instance_id, input_path, output_path } }));
    });
    const { code, stderr } = await atcs("split", untold, "--name", "other");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^atcs split: instance 2: neither a time nor a file tells the orbit.*if it lies beside\.$/m);
  });

  test("a directory that cannot be written", async () => {
    const directory = writeDataset(noSplit);
    mkdirSync(join(directory, "default.json"));
    const { code, stderr } = await atcs("split", directory);
    expect(code).toBe(1);
    expect(stderr).toContain("cannot be written (it is a directory). Check the directory.");
  });
});

test("Ctrl-C ends it without a file", async () => {
  const directory = writeDataset(noSplit);
  expect(await atcsInterrupted("split", directory)).toMatchObject({ code: 130, stdout: "" });
  expect(readdirSync(directory).filter((name) => name.startsWith("default"))).toEqual([]);
});
