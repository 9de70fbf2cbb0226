import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSource } from "@atcs/dataset";
import { describe, expect, test } from "vitest";
import { main } from "../../src/main.ts";
import { captureIo } from "../support/io.ts";
import { atcs, testFolder } from "./support.ts";

const { folder, writeDataset } = testFolder("pack");
mkdirSync(join(folder, "packs"));
let packs = 0;
const newOut = (): string => join(folder, "packs", `${packs++}.zarr`);

describe("a pack", () => {
  test.each(["none", "lz4", "zstd", "gzip"])(
    "by %s holds the dataset with its splits and statistics",
    async (codec) => {
      const directory = writeDataset();
      await atcs("stats", directory, "--fields", "I865P");
      const out = newOut();
      const { code, stdout, stderr } = await atcs("pack", directory, "--out", out, "--codec", codec);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toContain(
        `dataset   ${directory}, 6 instances, 18 label points\nsplits    default\ncodec     ${codec}\n`,
      );
      expect(stdout).toMatch(new RegExp(`^written   ${out}, [\\d.]+ kB$`, "m"));
      const { source } = await openSource(out);
      expect(source.layout).toBe("zarr");
      expect(source.ids).toEqual([0, 1, 2, 16, 17, 20]);
      await source.close();
      for (const name of ["default.json", "default.stats.json"]) {
        expect(readFileSync(join(out, name))).toEqual(readFileSync(join(directory, name)));
      }
    },
  );

  test("leaves other files out, and tells JSON", async () => {
    const directory = writeDataset((files) =>
      files.set("plan.json", "{}").set("notes.json", "[1]").delete("default.json"),
    );
    const out = newOut();
    const { stdout } = await atcs("pack", directory, "-o", out, "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      dataset: directory,
      out,
      codec: "lz4",
      splits: [],
      instances: 6,
      points: 18,
    });
    expect(
      readdirSync(out)
        .filter((name) => name.endsWith(".json"))
        .sort(),
    ).toEqual(["instance_info.json", "zarr.json"]);
  });
});

describe("refused:", () => {
  test("an output that exists, a codec that does not, a dataset that is none or empty", async () => {
    const directory = writeDataset();
    const out = newOut();
    mkdirSync(out, { recursive: true });
    const { code, stderr } = await atcs("pack", directory, "--out", out);
    expect([code, stderr]).toEqual([1, `atcs pack: ${out}: it exists already. Remove it, or choose another --out.\n`]);
    expect((await atcs("pack", directory, "--out", newOut(), "--codec", "rar")).code).toBe(2);
    expect((await atcs("pack", directory)).code).toBe(2);
    expect((await atcs("pack", "nowhere", "--out", newOut())).stderr).toContain("no dataset");
    const empty = writeDataset(undefined, { ids: [] });
    expect((await atcs("pack", empty, "--out", newOut())).stderr).toContain("the dataset has no instance");
  });

  test("a damaged instance or split, and nothing of the pack stays", async () => {
    const damaged = writeDataset((files) => files.delete("input/2008/2008_06_03/17.npy"));
    const out = newOut();
    const before = readdirSync(join(out, ".."));
    expect((await atcs("pack", damaged, "--out", out)).stderr).toContain("instance 17: no such file");
    const split = writeDataset();
    writeFileSync(join(split, "cut.json"), '{"train": [0');
    expect((await atcs("pack", split, "--out", out)).stderr).toContain("cut.json: it is no JSON");
    expect(readdirSync(join(out, ".."))).toEqual(before);
  });
});

test("statistics that are damaged or of other fields are told before anything is written", async () => {
  const directory = writeDataset();
  await atcs("stats", directory, "--fields", "I865P");
  const file = join(directory, "default.stats.json");
  const sound = readFileSync(file, "utf8");
  const out = newOut();
  const hint = "Compute statistics with: atcs stats DIR\n";
  for (const [text, problem] of [
    [sound.slice(0, 90), "it is no JSON"],
    ["[]", "the file is an array: expected an object"],
    [
      sound.replaceAll("I865P", "I490P"),
      "it is of I490P, which is no field of this dataset: remove it, or compute it again",
    ],
    [
      sound.replace('"field":"I865P"', '"field":"I670P"'),
      "it is of I670P, which is no field of this dataset: remove it, or compute it again",
    ],
  ] as const) {
    writeFileSync(file, text);
    const { code, stderr } = await atcs("pack", directory, "--out", out);
    expect([code, stderr]).toEqual([1, `atcs pack: ${file}: ${problem}. ${hint}`]);
    expect(existsSync(out)).toBe(false);
  }
});

test("Ctrl-C in the middle leaves nothing", async () => {
  const controller = new AbortController();
  const { io, stderr } = captureIo({ signal: controller.signal });
  const out = newOut();
  const before = readdirSync(join(out, ".."));
  const running = main(["pack", writeDataset(), "--out", out], io);
  const watch = setInterval(() => {
    if (readdirSync(join(out, "..")).length > before.length) controller.abort();
  });
  expect(await running).toBe(130);
  clearInterval(watch);
  expect(stderr()).toBe("atcs pack: interrupted\n");
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(join(out, ".."))).toEqual(before);
});
