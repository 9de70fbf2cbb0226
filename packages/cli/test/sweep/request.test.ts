import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/errors.ts";
import { type RawSweepOptions, toSweepRequest } from "../../src/sweep/request.ts";

const bands = ["all_bands", "tri1"];
const request = (first: string | undefined, raw: RawSweepOptions, file: Parameters<typeof toSweepRequest>[2] = {}) =>
  toSweepRequest(first, raw, file, () => bands);
const train = { kind: "train", index: undefined };

describe("what atcs sweep is to do", () => {
  test("a new sweep with options of training", () => {
    const raw = { out: "s", angles: [1, 4], seeds: [0, 1], epochs: 3, clip: "none" };
    expect(request("data", raw)).toEqual({
      plan: { dataset: "data", angles: [1, 4], seeds: [0, 1], options: { epochs: 3, clip: false } },
      config: undefined,
      sweep: "s",
      action: train,
    });
  });

  test("lists that are not written out", () => {
    expect(request("data", { out: "s", angles: true }).plan?.angles).toEqual([1, 2, 4, 8, 16]);
    expect(request("data", { out: "s", bands: true }).plan?.bands).toEqual(bands);
    // How many angles there are is no option of training.
    expect(request("data", { out: "s", angles: true }).plan?.options).toEqual({});
  });

  test("a file, which the command line overrides", () => {
    const file = {
      dataset: "a",
      runs: [{ name: "wide" }],
      seeds: [5],
      options: { epochs: 2, angles: "raw", patience: 1 },
    } as const;
    expect(request(undefined, { out: "s", config: "f" }, file).plan).toEqual(file);
    const plan = request("b", { out: "s", config: "f", epochs: 9, seeds: [6] }, file).plan;
    expect(plan).toEqual({ ...file, dataset: "b", seeds: [6], options: { epochs: 9, angles: "raw", patience: 1 } });
  });

  test("one that is there", () => {
    expect(request("s", {})).toEqual({ plan: undefined, config: undefined, sweep: "s", action: train });
    expect(request("s", { index: 3 }).action).toEqual({ kind: "train", index: 3 });
    expect(request("s", { summary: true }).action).toEqual({ kind: "summarize" });
    expect(request("s", { slurm: true }).action).toEqual({ kind: "write a job", atOnce: undefined });
    expect(request("s", { slurm: 8 }).action).toEqual({ kind: "write a job", atOnce: 8 });
    expect(request("s", { dryRun: true }).action).toEqual({ kind: "show the plan" });
  });

  test.each<[string | undefined, RawSweepOptions, RegExp]>([
    [undefined, {}, /which sweep\?/],
    [undefined, { out: "s", angles: true }, /which dataset\?/],
    ["d", { out: "s" }, /a sweep over what\?/],
    ["d", { angles: true }, /a new sweep with --angles needs --out/],
    ["d", { out: "s", angles: true, index: 1 }, /--index is no option of sweep with --out/],
    ["d", { out: "s", angles: true, summary: true }, /--summary is no option of sweep with --out/],
    ["s", { epochs: 3 }, /--epochs is no option of sweep SWEEP/],
    ["s", { seeds: [1] }, /--seeds is no option of sweep SWEEP/],
    ["s", { index: 1, summary: true }, /give --index or --summary, not both/],
    ["d", { out: "s", angles: true, dryRun: true, slurm: true }, /give --dry-run or --slurm, not both/],
  ])("nothing: %s %j", (first, raw, message) => {
    expect(() => request(first, raw)).toThrow(UsageError);
    expect(() => request(first, raw)).toThrow(message);
  });
});
