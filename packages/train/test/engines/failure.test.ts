import { describe, expect, test } from "vitest";
import { asFailure, EngineFailure, sessionError } from "../../src/engines/failure.ts";

describe("what of an error is the engine's", () => {
  test.each([
    new WebAssembly.RuntimeError("Aborted(). Build with -sASSERTIONS for more info."),
    new WebAssembly.RuntimeError("memory access out of bounds"),
    new RangeError("Array buffer allocation failed"),
    new RangeError("Invalid typed array length: 9000000000"),
    new Error("WebGPU: Buffer size (2000000000) exceeds the max buffer size limit (268435456)."),
    new Error("WebGPU: Out of memory"),
    new Error("OOM when allocating tensor with shape[32,128,100,100]"),
  ])("%s is want of memory", (error) => {
    expect(asFailure(error)).toMatchObject({ name: "EngineFailure", kind: "memory", cause: error });
  });

  test("an argument that cannot be is the caller's", () => {
    const error = new RangeError("corners[3] is 12: expected 0 to 7");
    expect(asFailure(error)).toBe(error);
  });

  test("anything else is a lost engine", () => {
    expect(asFailure(new Error("device lost"))).toMatchObject({ kind: "lost", message: "Error: device lost" });
    // Types of arguments were checked before.
    expect(asFailure(new TypeError("null has no property"))).toMatchObject({ kind: "lost" });
    expect(asFailure("nothing")).toMatchObject({ kind: "lost" });
  });
});

test("too little memory names the micro-batch to try", () => {
  const failure = new EngineFailure("memory", "WebAssembly has no room for 9 bytes more");
  expect(sessionError(failure, "wasm", 9)).toMatchObject({
    code: "TRAIN_MEMORY",
    message: expect.stringMatching(
      /on wasm for a micro-batch of 9 .*no room for 9 bytes.*: try fewer --workers, or start another run with --micro-batch 4$/,
    ),
  });
  expect(sessionError(failure, "wasm", 1)).toMatchObject({
    code: "TRAIN_MEMORY",
    message: expect.stringMatching(/: try a smaller network, fewer workers or another engine$/),
  });
  const shared = sessionError(new EngineFailure("memory", "bad allocation"), "onnx", 9);
  expect(shared).toMatchObject({
    message: expect.stringMatching(
      /on onnx for a micro-batch of 9 \(bad allocation\): start another run with --micro-batch 4$/,
    ),
  });
  const lost = sessionError(new EngineFailure("lost", "a worker ended with code 1"), "wasm", 2);
  expect(lost).toMatchObject({
    code: "TRAIN_ENGINE_LOST",
    message: "the engine wasm stopped: a worker ended with code 1",
  });
  const other = new RangeError("points");
  expect(sessionError(other, "wasm", 2)).toBe(other);
});
