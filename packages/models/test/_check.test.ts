import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { useBackend } from "../../../test/support/tfjs.ts";
import * as check from "../src/_check.ts";

await useBackend("cpu");

const disposed = tf.scalar(1);
disposed.dispose();

test.each<[string, () => void]>([
  ["options", () => check.checkOptions("run", { a: 1 }, ["a", "b"])],
  ["no options", () => check.checkOptions("run", {}, [])],
  ["a choice", () => check.checkChoice("layout", "NCHW", ["NCHW", "NHWC"])],
  ["the least integer", () => check.checkInteger("bins", 1, 1, 9)],
  ["the greatest integer", () => check.checkInteger("bins", 9, 1, 9)],
  ["0", () => check.checkSingleFromZero("gamma", 0)],
  ["a function", () => check.checkFunction("print", () => {})],
  ["no function", () => check.checkFunction("print", undefined)],
  ["a signal", () => check.checkSignal(new AbortController().signal)],
  ["no signal", () => check.checkSignal(undefined)],
  ["a tensor", () => check.checkFloats("logits", tf.scalar(1))],
])("%s will do", (_, action) => {
  expect(action).not.toThrow();
});

test.each<[Error, () => void]>([
  [
    new TypeError("run: expected an object of options (a, b), got an array"),
    () => check.checkOptions("run", [], ["a", "b"]),
  ],
  [
    new TypeError("run: expected an object of options (a, b), got [object Map]"),
    () => check.checkOptions("run", new Map([["a", 1]]), ["a", "b"]),
  ],
  [
    new TypeError("run: expected an object of options (a, b), got null"),
    () => check.checkOptions("run", null as unknown as object, ["a", "b"]),
  ],
  [new TypeError("run has no option A: expected a, b"), () => check.checkOptions("run", { A: 1 }, ["a", "b"])],
  [
    new TypeError('layout is null: expected "NCHW" or "NHWC"'),
    () => check.checkChoice("layout", null, ["NCHW", "NHWC"]),
  ],
  [new RangeError("bins is 0: expected an integer from 1 to 9"), () => check.checkInteger("bins", 0, 1, 9)],
  [new RangeError("bins is 10: expected an integer from 1 to 9"), () => check.checkInteger("bins", 10, 1, 9)],
  ...[-1, Number.NaN, Number.POSITIVE_INFINITY, 1e39].map((gamma): [Error, () => void] => [
    new RangeError(`gamma is ${gamma}: expected a number from 0 to 3.4e38`),
    () => check.checkSingleFromZero("gamma", gamma),
  ]),
  [
    new TypeError('gamma is the text "2": expected a number from 0 to 3.4e38'),
    () => check.checkSingleFromZero("gamma", "2" as unknown as number),
  ],
  [new TypeError("print is null: expected a function"), () => check.checkFunction("print", null)],
  [new TypeError("signal is null: expected an AbortSignal"), () => check.checkSignal(null)],
  [new TypeError("signal is an object: expected an AbortSignal"), () => check.checkSignal(new AbortController())],
  [new TypeError("x is undefined: expected a tensor"), () => check.checkFloats("x", undefined as unknown as tf.Tensor)],
  [new TypeError("x is disposed: expected a tensor that still has its values"), () => check.checkFloats("x", disposed)],
  [new TypeError("x is int32: expected float32"), () => check.checkFloats("x", tf.scalar(1, "int32"))],
])("%s", (error, action) => {
  expect(action).toThrow(error);
});
