import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { RunDirectory, readRunConfig } from "../../src/run/run-directory.ts";
import { smallConfig } from "../support/run-config.ts";
import { temporaryFolder } from "../support/temporary.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);

test("a run is made, released and opened again", async () => {
  const run = await RunDirectory.create(at("a/b/run"), smallConfig);
  expect(readdirSync(run.path).sort()).toEqual(["checkpoints", "config.json", "run.lock"]);
  run.release();
  expect(readdirSync(run.path).sort()).toEqual(["checkpoints", "config.json"]);
  expect(await readRunConfig(run.path)).toEqual(smallConfig);
  const again = await RunDirectory.open(run.path);
  expect(again.checkpoint("last.safetensors")).toBe(at("a/b/run/checkpoints/last.safetensors"));
  again.release();
});

test("one process works on a run", async () => {
  const run = await RunDirectory.create(at("busy"), smallConfig);
  const inUse = expect.objectContaining({
    code: "TRAIN_IN_USE",
    file: at("busy"),
    message: expect.stringMatching(/process \d+ of this computer works on the run: wait for it or end it/),
  });
  await expect(RunDirectory.open(at("busy"))).rejects.toThrow(inUse);
  run.release();
  (await RunDirectory.open(at("busy"))).release();
});

test("what a killed process left behind is removed, and is no obstacle", async () => {
  mkdirSync(at("killed"));
  writeFileSync(join(at("killed"), "config.json.0123456789ab.part"), "{");
  const run = await RunDirectory.create(at("killed"), smallConfig);
  writeFileSync(run.checkpoint("last.safetensors.0123456789ab.part"), "");
  run.release();
  const again = await RunDirectory.open(at("killed"));
  expect(readdirSync(again.file("checkpoints"))).toEqual([]);
  expect(readdirSync(again.path).sort()).toEqual(["checkpoints", "config.json", "run.lock"]);
  again.release();
});

describe("what cannot be a run is refused, and left as it was", () => {
  test("a directory with something in it", async () => {
    mkdirSync(at("full"));
    writeFileSync(join(at("full"), "thesis.txt"), "years of work");
    await expect(RunDirectory.create(at("full"), smallConfig)).rejects.toThrow(
      `${at("full")}: the directory is not empty ("thesis.txt" is in it): choose another one for the run`,
    );
    expect(readdirSync(at("full"))).toEqual(["thesis.txt"]);
  });

  test("a run that is there", async () => {
    (await RunDirectory.create(at("there"), smallConfig)).release();
    await expect(RunDirectory.create(at("there"), smallConfig)).rejects.toThrow(
      expect.objectContaining({
        code: "TRAIN_RUN",
        message: expect.stringMatching(/there is a run already: go on with it/),
      }),
    );
  });

  test("a file", async () => {
    writeFileSync(at("file"), "");
    await expect(RunDirectory.create(at("file"), smallConfig)).rejects.toThrow(/it is a file: expected a directory/);
    await expect(RunDirectory.create(at("file/below"), smallConfig)).rejects.toThrow(
      /it is a file: expected a directory/,
    );
  });

  test.each(["nowhere", "full", "file"])("no run to open: %s", async (name) => {
    await expect(RunDirectory.open(at(name))).rejects.toThrow(
      expect.objectContaining({
        code: "TRAIN_RUN",
        file: at(name),
        message: expect.stringMatching(/it is no run: there is no config.json in it/),
      }),
    );
    expect(existsSync(at("nowhere"))).toBe(false);
  });

  test("a configuration that is damaged", async () => {
    (await RunDirectory.create(at("damaged"), smallConfig)).release();
    writeFileSync(at("damaged/config.json"), readFileSync(at("damaged/config.json"), "utf8").slice(0, 50));
    await expect(readRunConfig(at("damaged"))).rejects.toMatchObject({
      code: "TRAIN_CONFIG",
      file: at("damaged/config.json"),
    });
  });
});
