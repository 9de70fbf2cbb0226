import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { testFolder } from "../dataset/support.ts";
import { keysOf } from "../support/readme.ts";

const bin = fileURLToPath(new URL("../../bin/atcs.js", import.meta.url));
const { folder, writeDataset } = testFolder("train");

const small = [
  ...["--task", "bin_seg_3d", "--fields", "I865P,Q865P,U865P", "--network", "simple_conv", "--base-width", "2"],
  ...["--max-width", "4", "--batch-size", "2", "--loader-workers", "0", "--engine", "cpu"],
];

function atcs(...argv: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...argv], { cwd: folder, encoding: "utf8" });
  return { code: status, out: stdout, err: stderr };
}

/** The JSON that a command prints; its keys are those of the README. */
function json(name: string, ...argv: string[]): Record<string, unknown> {
  const { code, out, err } = atcs(...argv, "--json");
  expect([code, err]).toEqual([0, expect.any(String)]);
  const value = JSON.parse(out) as Record<string, unknown>;
  const { all, needed } = keysOf(name);
  expect(needed.filter((key) => !(key in value))).toEqual([]);
  // What is evaluated has all of evaluation.json.
  if (name !== "Evaluated") expect(Object.keys(value).filter((key) => !all.includes(key))).toEqual([]);
  return value;
}

beforeAll(() => {
  const ids = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  // A directory by this name.
  expect(writeDataset(undefined, { ids, height: 12, width: 12, points: 6 })).toBe(join(folder, "dataset0"));
  expect(atcs("split", "dataset0", "--overwrite", "--ratio", "0.6").err).not.toContain("atcs split:");
  expect(atcs("stats", "dataset0").code).toBe(0);
}, 60_000);

/** Digest of the best weights of a run, which stands in the name of their file. */
function digestOfModel(run: string): string {
  const names = readdirSync(join(folder, run, "model")).join(" ");
  return /weights-([0-9a-f]{16})-[0-9a-f]{8}\.bin/.exec(names)![1]!;
}

describe("from a dataset to a leaderboard", () => {
  test("atcs train", () => {
    const trained = json("Trained", "train", "dataset0", "--out", "run", ...small, "--epochs", "2");
    expect(trained).toMatchObject({ run: join(folder, "run"), epochs: 2, report: join(folder, "run/report.html") });
    expect(trained.best).toMatchObject({ dice: (trained.scores as { dice: number }).dice });
    expect(readFileSync(join(folder, "run/report.html"), "utf8")).toContain("simple_conv");
    for (const name of ["config.json", "metrics.jsonl", "checkpoints/best.safetensors", "model/model.json"]) {
      expect([name, existsSync(join(folder, "run", name))]).toEqual([name, true]);
    }
  }, 60_000);

  test("the configuration of a run repeats it", () => {
    const { code, err } = atcs(
      "train",
      "--config",
      "run/config.json",
      "--out",
      "again",
      "--engine",
      "cpu",
      "--no-report",
    );
    expect([code, err]).toEqual([0, expect.stringMatching(/epoch 2 of 2/)]);
    expect(digestOfModel("again")).toBe(digestOfModel("run"));
  }, 60_000);

  test("atcs evaluate and atcs predict", () => {
    const evaluated = json("Evaluated", "evaluate", "--run", "run", "--subset", "train", "--engine", "cpu");
    expect(evaluated).toMatchObject({
      task: "bin_seg_3d",
      subset: "train",
      directory: join(folder, "run/evaluation/train"),
    });
    const predicted = json("Predicted", "predict", "--run", "run", "--dense", "--out", "dense", "--engine", "cpu");
    expect(readdirSync(join(folder, "dense"))).toHaveLength((predicted.instances as number) + 1);
    const baseline = ["--baseline", "climatology", "--dataset", "dataset0", "--task", "bin_seg_3d", "--out", "clim"];
    expect(json("Predicted", "predict", ...baseline).trainDice).toBeGreaterThan(0.5);
    expect(atcs("evaluate", "--predictions", "clim", "--dataset", "dataset0").out).toMatch(
      /^scores {4}Dice 0\.\d{4}$/m,
    );
  }, 60_000);

  test("atcs leaderboard", () => {
    const submit = (predictions: string, name: string) =>
      json(
        "Submitted",
        "leaderboard",
        "submit",
        ...["--dataset", "dataset0", "--name", name, "--out", name],
        "--predictions",
        predictions,
      );
    submit("run/predictions/val", "first");
    submit("clim", "second");
    const verified = json("Verified", "leaderboard", "verify", "first", "second", "--dataset", "dataset0");
    expect(verified.submissions).toMatchObject([{ accepted: true }, { accepted: true }]);
    const built = json("Built", "leaderboard", "build", "first", "second", "--dataset", "dataset0", "--out", "board");
    expect(built.groups).toHaveLength(1);
    expect(readFileSync(join(folder, "board/leaderboard.md"), "utf8")).toContain("| second |");
    const tampered = join(folder, "second/submission.json");
    writeFileSync(tampered, readFileSync(tampered, "utf8").replace(/"dice": [\d.]+/, '"dice": 0.999'));
    const { code, out } = atcs("leaderboard", "verify", "first", "second", "--dataset", "dataset0");
    expect(code).toBe(1);
    expect(out).toMatch(/^problem {3}submission\.json: scores\.dice is 0\.999/m);
  }, 60_000);
});

/** Train until a line on standard error, and press Ctrl-C. */
function interrupted(line: RegExp, ...argv: string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [bin, ...argv], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  let err = "";
  let isSent = false;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
    if (isSent || !line.test(err)) return;
    isSent = true;
    child.kill("SIGINT");
  });
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, err }));
  });
}

test("what was interrupted and goes on ends with the same weights", async () => {
  const whole = ["train", "dataset0", ...small, "--epochs", "15", "--seed", "5", "--no-report"];
  expect(atcs(...whole, "--out", "whole").code).toBe(0);
  const { code, err } = await interrupted(/epoch 2 of 15/, ...whole, "--out", "broken");
  expect([code, err]).toEqual([130, expect.stringMatching(/interrupted\. .*--resume goes on from there\.\n$/)]);
  expect(err).not.toContain("epoch 30 of 15");
  const other = atcs("train", "--resume", "broken", "--seed", "6");
  expect([other.code, other.err]).toEqual([2, expect.stringMatching(/started with --seed 5, not --seed 6/)]);
  expect(atcs(...whole, "--out", "broken", "--resume").code).toBe(0);
  expect(digestOfModel("broken")).toBe(digestOfModel("whole"));
}, 120_000);

test("bad input: one line each, and nothing is left behind", () => {
  const lines = [
    ["train", "nope", "--out", "x", "--engine", "cpu"],
    ["train", "dataset0", "--out", "run", ...small],
    ["train", "dataset0", "--out", "x", ...small, "--engine", "cuda"],
    ["train", "--resume", "dataset0"],
    ["predict", "--run", "run", "--checkpoint", "nope", "--engine", "cpu"],
  ].map((argv) => atcs(...argv));
  expect(lines.map(({ code }) => code)).toEqual([1, 1, 1, 1, 1]);
  for (const { err } of lines) expect(err).toMatch(/^atcs (train|predict): .*\n$/);
  expect(lines[2]!.err).toContain("npm install @tensorflow/tfjs-node-gpu");
  expect(existsSync(join(folder, "x"))).toBe(false);
}, 60_000);

test("atcs info", () => {
  const { engines, auto } = json("Informed", "info") as { engines: { engine: string; works: boolean }[]; auto: string };
  expect(engines.find(({ engine }) => engine === "cpu")).toMatchObject({ works: true });
  expect(engines.find(({ engine }) => engine === auto)).toMatchObject({ works: true });
}, 120_000);
