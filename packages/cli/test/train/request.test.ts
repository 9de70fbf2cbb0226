import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type RawTrainOptions, toTrainRequest, trainOptionsOf } from "../../src/train/request.ts";

const request = (dataset: string | undefined, raw: RawTrainOptions, fromFile = {}) =>
  toTrainRequest(dataset, raw, fromFile);

describe("what to train", () => {
  test("a new run", () => {
    expect(request("data", { out: "run", epochs: 3 })).toEqual({
      options: { dataset: "data", out: "run", epochs: 3 },
      resume: undefined,
      from: undefined,
      withReport: true,
    });
  });

  test("the command line goes before the file", () => {
    const fromFile = { dataset: "other", out: "elsewhere", epochs: 1, seed: 7, augment: true };
    const { options } = request("data", { out: "run", epochs: 3, augment: false }, fromFile);
    expect(options).toEqual({ dataset: "data", out: "run", epochs: 3, seed: 7, augment: false });
    expect(request(undefined, {}, fromFile).options).toEqual(fromFile);
  });

  test("only what was given", () => {
    expect(trainOptionsOf({ json: true, out: "run", seed: undefined, clip: "none", gamma: 0 })).toEqual({
      clip: false,
      gamma: 0,
    });
    expect(trainOptionsOf({ clip: "published" })).toEqual({ clip: "published" });
  });

  test.each<[string | undefined, RawTrainOptions, string, string | undefined]>([
    [undefined, { resume: "run" }, "run", undefined],
    ["data", { out: "run", resume: true }, "run", "data"],
    ["data", { resume: "run" }, "run", "data"],
    ["data", { out: "run", resume: "run" }, "run", "data"],
    // What stands behind --resume is the dataset when the run is named elsewhere.
    [undefined, { out: "run", resume: "data" }, "run", "data"],
    [undefined, { out: "run", resume: "run" }, "run", undefined],
  ])("going on: %j %j", (dataset, raw, run, expected) => {
    const { resume, options } = request(dataset, raw);
    expect([resume, options.out, options.dataset]).toEqual([run, run, expected]);
  });

  test.each<[string | undefined, RawTrainOptions, RegExp]>([
    [undefined, { out: "run" }, /^which dataset\?/],
    ["data", {}, /'--out <run>' not specified/],
    ["data", { resume: true }, /^--resume: say which run/],
    ["data", { resume: "a", out: "b" }, /two runs/],
    ["data", { out: "run", from: "x" }, /^--from is a checkpoint of a run/],
  ])("wrong usage: %j %j", (dataset, raw, message) => {
    expect(() => request(dataset, raw)).toThrow(UsageError);
    expect(() => request(dataset, raw)).toThrow(message);
  });
});
