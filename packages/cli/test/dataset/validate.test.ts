import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type DatasetReport, reportDamage } from "../../src/dataset/validate.ts";
import { validateText } from "../../src/dataset/validate-text.ts";
import { atcs, atcsInterrupted, testFolder } from "./support.ts";

const { folder, writeDataset } = testFolder("validate");

test("a sound dataset with its splits and statistics", async () => {
  const directory = writeDataset();
  await atcs("split", directory, "--name", "other");
  await atcs("stats", directory);
  expect(await atcs("validate", directory)).toEqual({
    code: 0,
    stdout: `dataset   ${directory}, 6 instances, npy
images    4 x 4 pixels, 82 channels
labels    18 points of 5 height bins
split     default: 4 for training, 2 for validation; no half orbit on both sides
split     other: 4 for training, 2 for validation; no half orbit on both sides
damaged   none
`,
    stderr: "",
  });
  const { stdout } = await atcs("validate", directory, "--split", "other", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, layout: "npy", splits: [{ name: "other" }], damaged: [] });
});

test("damaged instances are named with reasons, and the exit code is 1", async () => {
  const directory = writeDataset((files) => {
    files.delete("input/2008/2008_06_03/2.npy");
    files.set("output/2008/2008_06_03/17.pkl", "rubbish");
  });
  const { code, stdout, stderr } = await atcs("validate", directory);
  expect(code).toBe(1);
  expect(stdout).toContain("damaged   2 of 6\n");
  expect(stdout).toContain(`instance 2: ${join(directory, "input/2008/2008_06_03/2.npy")}: no such file\n`);
  expect(stdout).toMatch(/^instance 17: .*17\.pkl: .+$/m);
  expect(stderr).toBe(`atcs validate: ${directory}: 2 of 6 instances are damaged. Make or fetch them again.\n`);

  const json = await atcs("validate", directory, "--json");
  expect(JSON.parse(json.stdout).damaged.map(({ id }: { id: number }) => id)).toEqual([2, 17]);
  expect(JSON.parse(json.stderr).error).toMatchObject({ code: "VALIDATE_FAILED", file: directory });
});

test("files of no instance are noted, and are no damage", async () => {
  const directory = writeDataset((files) => {
    for (const name of ["a.npy", "b.npy", "c.npy", "d.npy", "e.npy", "f.npy"]) files.set(`input/${name}`, "");
  });
  const { code, stdout } = await atcs("validate", directory);
  expect(code).toBe(0);
  const names = ["input/a.npy", "input/b.npy", "input/c.npy", "input/d.npy", "input/e.npy"];
  expect(stdout).toContain(
    `damaged   none\nnote      6 files of no instance in input and output: ${names.join(", ")}, ...\n`,
  );
  const { stdout: json } = await atcs("validate", directory, "--json");
  expect(JSON.parse(json).strayFiles).toEqual({ count: 6, examples: names, unreadFolders: [] });
});

test("what cannot be read now is told apart from damage, and which folders cannot be searched", () => {
  const problems = [{ problem: "permission denied", file: "2.npy", code: "DATASET_IO" }] as const;
  const report: DatasetReport = {
    ...{ dataset: "DIR", layout: "npy", ok: false, instances: 6, channels: 82, points: 18, bins: 5 },
    ...{ height: 4, width: 4, problems: [], splits: [], damaged: [{ id: 2, problems }] },
    strayFiles: { count: 0, examples: [], unreadFolders: ["input/2008"] },
  };
  const text = [...validateText(report)].join("");
  expect(text).toContain("note      not looked into for files of no instance: input/2008\n");
  expect(text).toContain("instance 2: 2.npy: permission denied");
  const hint =
    "Make or fetch them again. First look at the disk or server: some cannot be read now, which is no damage.";
  expect(() => reportDamage(report)).toThrow(expect.objectContaining({ hint }));
});

test("a generation that is not finished is told as such by all commands that read datasets", async () => {
  const directory = writeDataset((files) => {
    files.delete("instance_info.json");
    files.delete("dataset_generation_info.json");
    files.set("plan.json", "{}").set("journal.jsonl", "");
  });
  const out = join(folder, "unfinished-out");
  for (const argv of [["validate"], ["split"], ["stats"], ["pack", "--out", out], ["figures", "--out", out]]) {
    const { code, stdout, stderr } = await atcs(argv[0]!, directory, ...argv.slice(1));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain(
      `${directory}: its generation is not finished: go on with \`atcs generate --out ${directory} --resume\` and the options`,
    );
  }
});

test("a folder in place of a file is damage", async () => {
  const directory = writeDataset((files) => void files.delete("output/2008/2008_06_03/2.pkl"));
  mkdirSync(join(directory, "output/2008/2008_06_03/2.pkl"));
  const { code, stdout } = await atcs("validate", directory);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^instance 2: .*2\.pkl: it is a directory: expected a file$/m);
});

describe("splits:", () => {
  test("half orbits on both sides, and files that cannot be read", async () => {
    const directory = writeDataset();
    writeFileSync(join(directory, "cut.json"), '{"train": [0');
    writeFileSync(join(directory, "divided.json"), '{"train": [0, 2], "val": [1]}');
    writeFileSync(join(directory, "default.stats.json"), "{}");
    writeFileSync(join(directory, "notes.json"), '{"colour": "red"}');
    const { code, stdout, stderr } = await atcs("validate", directory);
    expect(code).toBe(1);
    expect(stdout).toContain("split cut: ");
    expect(stdout).toContain("cut.json: it is no JSON\n");
    expect(stdout).toMatch(/^split default: .*default\.stats\.json: /m);
    expect(stdout).toContain(
      "split divided: the half orbit 2008-06-03 00:28:10 is on both sides: 0 for training, 1 for validation\n",
    );
    expect(stdout).not.toContain("notes");
    expect(stderr).toContain("something is wrong with 3 splits. Make it again.");
    expect((await atcs("validate", directory, "--split", "divided")).stdout).not.toContain("cut.json");
  });

  test.each([
    ["nope", 1, 'there is no split "nope"'],
    ["notes", 1, "it is no split: expected lists train and val"],
    ["a/b", 2, "expected letters, digits"],
  ])("--split %s", async (name, code, message) => {
    const directory = writeDataset();
    writeFileSync(join(directory, "notes.json"), '{"colour": "red"}');
    const result = await atcs("validate", directory, "--split", name);
    expect([result.code, result.stdout]).toEqual([code, ""]);
    expect(result.stderr).toContain(message);
  });
});

test("a pack is validated like what it was made of", async () => {
  const directory = writeDataset();
  const out = join(folder, "copy.zarr");
  await atcs("pack", directory, "--out", out);
  const { code, stdout } = await atcs("validate", out);
  expect(code).toBe(0);
  expect(stdout).toContain(`dataset   ${out}, 6 instances, zarr\n`);
  expect(stdout).toContain("split     default: 4 for training");
  const file = join(out, "directional/c/0/0/0/0");
  writeFileSync(file, readFileSync(file).subarray(0, 50));
  expect((await atcs("validate", out)).stdout).toMatch(/^instance 0: /m);
});

test("Ctrl-C ends it", async () => {
  expect(await atcsInterrupted("validate", writeDataset())).toMatchObject({ code: 130, stdout: "" });
});
