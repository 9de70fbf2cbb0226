import { expect, test } from "vitest";
import { difference, tinyStep } from "../../../src/engines/probe/tiny-step.ts";
import { tryEngine } from "../../../src/engines/probe/try-engine.ts";

test("WebAssembly agrees with plain JavaScript", async () => {
  expect(await tryEngine("wasm")).toEqual({
    works: true,
    device: expect.stringMatching(/^WebAssembly/),
    adapterType: "hardware",
    reason: undefined,
  });
});

test("onnxruntime does too, and tells its execution providers", async () => {
  expect(await tryEngine("onnx")).toEqual({
    works: true,
    device: expect.stringMatching(/^onnxruntime, CPU, \d+ thread/),
    adapterType: "hardware",
    reason: undefined,
    providers: expect.arrayContaining([{ name: "cpu", bundled: true }]),
  });
});

test("an engine that does not start says why", async () => {
  expect(await tryEngine("node")).toMatchObject({
    works: false,
    reason: expect.stringMatching(/^@tensorflow\/tfjs-node .*npm install @tensorflow\/tfjs-node@/),
  });
});

test("wrong results are noticed", async () => {
  const right = await tinyStep("wasm");
  const zeros = new Float32Array(right.logits.length);
  expect(difference(right, right)).toBeUndefined();
  expect(difference({ ...right, loss: 1.05 * right.loss }, right)).toMatch(/^the loss is/);
  expect(difference({ ...right, loss: Number.NaN }, right)).toMatch(/^the loss is NaN/);
  expect(difference({ ...right, logits: zeros }, right)).toMatch(/^its outputs are wrong/);
  const gradients = right.gradients.map((value, i) => (i % 5 === 0 ? 0 : value));
  expect(difference({ ...right, gradients }, right)).toMatch(/^its gradients are wrong/);
});
