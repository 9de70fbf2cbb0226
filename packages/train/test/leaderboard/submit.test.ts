import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npyBytes, tasks } from "@atcs/dataset";
import { beforeAll, describe, expect, test } from "vitest";
import { evaluatePredictions } from "../../src/evaluate/evaluate-predictions.ts";
import { type SubmitOptions, submit } from "../../src/leaderboard/submit.ts";
import { verify } from "../../src/leaderboard/verify.ts";
import { writePredictions } from "../evaluate/_support.ts";
import { digest } from "../support/digest.ts";
import { writeSmallDataset } from "../support/small-dataset.ts";
import { temporaryFolder } from "../support/temporary.ts";
import { readAbout } from "./_support.ts";

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const dataset = at("dataset");

beforeAll(async () => {
  await writeSmallDataset(dataset);
  for (const task of tasks) await writePredictions(at(task), dataset, { task });
});

const make = (out: string, options: Partial<SubmitOptions> = {}) =>
  submit({ predictions: at("seg_3d"), dataset, name: "Mine", out: at(out), ...options });

describe.each(tasks)("a submission of %s", (task) => {
  test("has a copy of the predictions, their scores and digests, and is accepted", async () => {
    const predictions = at(task);
    mkdirSync(join(predictions, "evaluation"), { recursive: true });
    writeFileSync(join(predictions, "5.dense.npy"), "left behind");
    const out = `submission-${task}`;
    const said = { name: "Grüße", authors: "A, B & C", description: "What it is.", url: "https://example.org/a?b=1" };
    const { directory, submission } = await make(out, { predictions, ...said });
    expect(directory).toBe(at(out));
    expect(readdirSync(directory).sort()).toEqual(["predictions", "submission.json"]);
    expect(readdirSync(join(directory, "predictions")).sort()).toEqual(["5.npy", "6.npy", "meta.json"]);
    expect(submission).toEqual(readAbout(directory));
    expect(submission).toMatchObject({ format: "atcs-submission-1", ...said, task, split: "default", subset: "val" });
    for (const file of ["5.npy", "6.npy", "meta.json"]) {
      expect(readFileSync(join(directory, "predictions", file))).toEqual(readFileSync(join(predictions, file)));
      expect(submission.files[file]).toBe(digest(join(predictions, file)));
    }
    const { evaluation } = await evaluatePredictions({ predictions, dataset });
    const { overall } = evaluation;
    const { dice, points, cloud_mask_accuracy } = overall;
    expect(submission.scores).toMatchObject({ dice, points, cloud_mask_accuracy });
    if ("mean" in overall) expect(submission.scores.class_mean_dice).toBe(overall.mean.dice);
    const { accepted, problems, scores, settings } = await verify({ submission: directory, dataset });
    expect({ accepted, problems }).toEqual({ accepted: true, problems: [] });
    expect(scores).toEqual(submission.scores);
    expect(settings).toMatchObject({ task, heightBins: [0, 5], model: { name: "guess", layers: [1, 2] } });
  });
});

describe("what verify would refuse is refused, and nothing is left behind", () => {
  const before = (): string[] => readdirSync(folder).sort();
  const refused = (message: RegExp) => ({ code: "TRAIN_SUBMISSION", message: expect.stringMatching(message) });

  test.each([
    ["a missing instance", (dir: string) => rmSync(join(dir, "5.npy")), /bad\/5\.npy: it is missing/],
    [
      "a wrong type",
      (dir: string) =>
        writeFileSync(join(dir, "6.npy"), npyBytes({ dtype: "int16", shape: [4, 5], data: new Int16Array(20) })),
      /6\.npy: it is int16 \(4, 5\): expected uint8 \(4, 5\)/,
    ],
    ["no meta.json", (dir: string) => rmSync(join(dir, "meta.json")), /meta\.json: it is missing/],
    [
      "little in meta.json",
      (dir: string) => writeFileSync(join(dir, "meta.json"), "{}"),
      /task is missing.*split is missing/,
    ],
  ])("%s", async (_name, change, message) => {
    rmSync(at("bad"), { recursive: true, force: true });
    await writePredictions(at("bad"), dataset, { task: "seg_3d" });
    change(at("bad"));
    const names = before();
    await expect(make("refused", { predictions: at("bad") })).rejects.toMatchObject(refused(message));
    expect(before()).toEqual(names);
  });

  test("predictions of another dataset", async () => {
    await writeSmallDataset(at("other"), { ids: [0, 1, 2, 3, 4, 5, 6], points: 3 });
    const names = before();
    await expect(make("refused", { dataset: at("other") })).rejects.toMatchObject(
      refused(/meta\.json: fingerprint is/),
    );
    expect(before()).toEqual(names);
  });

  test("a place that is taken", async () => {
    mkdirSync(at("taken"));
    await make("taken");
    await expect(make("taken")).rejects.toMatchObject(refused(/taken: the directory is not empty/));
    await expect(make("seg_3d/5.npy")).rejects.toMatchObject(refused(/it is a file/));
    expect(readAbout(at("taken")).name).toBe("Mine");
  });

  test("an abort", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const names = before();
    const onProgress = (): void => controller.abort(reason);
    await expect(make("aborted", { signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(before()).toEqual(names);
    expect(existsSync(at("aborted"))).toBe(false);
  });
});

describe("what is said of a submission", () => {
  test.each<[keyof SubmitOptions, string]>([
    ["name", ""],
    ["name", "x".repeat(101)],
    ["name", "two\nlines"],
    ["name", "turned \u202e around"],
    ["authors", "y".repeat(501)],
    ["description", "\u0000"],
    ["url", "javascript:alert(1)"],
    ["url", "https://example.org/ onclick=x"],
    ["url", 'https://example.org/"><script>'],
    ["url", "data:text/html,x"],
    ["url", "/relative"],
  ])("%s: %j is refused", async (key, value) => {
    await expect(make("said", { [key]: value })).rejects.toThrow(RangeError);
    await expect(make("said", { [key]: value })).rejects.toThrow(new RegExp(`^${key} is `));
    expect(existsSync(at("said"))).toBe(false);
  });

  test("wrong options are refused", async () => {
    await expect(make("said", { nme: "x" } as object)).rejects.toThrow(TypeError);
    await expect(make("said", { authors: 3 } as object)).rejects.toThrow(TypeError);
    await expect(make("")).rejects.toMatchObject({ code: "TRAIN_SUBMISSION" });
    await expect(
      submit({ predictions: at("seg_3d"), dataset, out: at("x") } as unknown as SubmitOptions),
    ).rejects.toThrow(/name is missing/);
  });
});
