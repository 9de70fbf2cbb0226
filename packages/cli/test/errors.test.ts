import { LimitError } from "@atcs/hdf";
import { ModelError } from "@atcs/models";
import { TrainError } from "@atcs/train";
import { expect, test } from "vitest";
import { InterruptError, toFailure } from "../src/errors.ts";

test("only the command that has --slice and --max-bytes is told of them", () => {
  const error = new LimitError("too much", { file: "a.h5" });
  const hint = (command: string) => toFailure(error, command, new AbortController().signal).hint;
  expect(hint("dump")).toContain("--max-bytes");
  expect(hint("colocate")).not.toContain("--");
  expect(hint("inspect")).not.toContain("--");
});

test("what ended a command decides its exit code", () => {
  const exitCode = (reason?: unknown) => {
    const signal = AbortSignal.abort(reason);
    return toFailure(signal.reason, "simulate", signal).exitCode;
  };
  expect([exitCode(), exitCode("enough")]).toEqual([130, 130]);
  expect((["SIGHUP", "SIGINT", "SIGTERM"] as const).map((name) => exitCode(new InterruptError(name)))).toEqual([
    129, 130, 143,
  ]);
});

test("errors of training and of models say what can be done", () => {
  const failure = (error: unknown) => toFailure(error, "train", new AbortController().signal);
  expect(failure(new TrainError("TRAIN_ENGINE", "the engine cuda: x", { file: "a" }))).toEqual({
    ...{ exitCode: 1, code: "TRAIN_ENGINE", message: "a: the engine cuda: x", file: "a" },
    hint: expect.stringContaining("atcs info"),
  });
  // Its message says it all.
  expect(failure(new TrainError("TRAIN_LOSS", "the loss is NaN")).hint).toBeUndefined();
  expect(failure(new ModelError("MODEL_WEIGHTS", "damaged", { file: "b" }))).toMatchObject({
    ...{ exitCode: 1, code: "MODEL_WEIGHTS", message: "b: damaged", file: "b" },
  });
});
