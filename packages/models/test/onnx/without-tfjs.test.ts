import { expect, test, vi } from "vitest";
import { graphParameters } from "../../src/graph/parameters.ts";
import { describeNetwork } from "../../src/networks/networks.ts";

vi.mock("@tensorflow/tfjs", () => {
  throw new Error("tfjs was imported");
});

test("the entry needs no tfjs", async () => {
  const { encodeOnnx } = await import("../../src/onnx/index.ts");
  const config = { channels: 1, task: "bin_seg_2d", maxWidth: 1 } as const;
  const parameters = graphParameters(describeNetwork("single_pixel", config));
  const weights = new Map(
    parameters.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]),
  );
  expect(encodeOnnx({ name: "single_pixel", config, weights }).length).toBeGreaterThan(100);
  await expect(import("../../src/index.ts")).rejects.toThrow();
});
