import { LimitError } from "@atcs/hdf";
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
