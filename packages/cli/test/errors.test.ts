import { LimitError } from "@atcs/hdf";
import { expect, test } from "vitest";
import { toFailure } from "../src/errors.ts";

test("only the command that has --slice and --max-bytes is told of them", () => {
  const error = new LimitError("too much", { file: "a.h5" });
  const hint = (command: string) => toFailure(error, command, new AbortController().signal).hint;
  expect(hint("dump")).toContain("--max-bytes");
  expect(hint("colocate")).not.toContain("--");
  expect(hint("inspect")).not.toContain("--");
});
