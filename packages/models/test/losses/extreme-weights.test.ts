import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { useBackend } from "../../../../test/support/tfjs.ts";
import { effectiveNumberWeights } from "../../src/losses/class-weights.ts";
import { crossEntropy } from "../../src/losses/cross-entropy.ts";
import { focal } from "../../src/losses/focal.ts";
import { lossTerms } from "../../src/losses/loss-terms.ts";
import { lossValue } from "../../src/losses/loss-value.ts";
import { registerWasmKernels } from "../../src/wasm-kernels/index.ts";

const task = "bin_seg_3d";
const kinds = ["cross_entropy", "soft_jaccard"] as const;

describe.each(["cpu", "wasm"] as const)("class weights beyond single precision, on %s", (backend) => {
  const lossOf = async (kind: (typeof kinds)[number], classWeights: number[], types: number[]): Promise<number> => {
    await useBackend(backend);
    if (backend === "wasm") registerWasmKernels();
    const logits = tf.tensor2d([[0, 2, -3]]);
    return lossValue(lossTerms({ kind, task, classWeights })(logits, Uint8Array.from(types))).dataSync()[0]!;
  };

  it.each(kinds)("%s: equal ones are as good as ones", async (kind) => {
    const expected = await lossOf(kind, [1, 1], [0, 4, 255]);
    for (const weight of [5e-324, 1e-46, 1e-20, 1e-13, 3e38, 1e39, 1.7e308]) {
      expect(await lossOf(kind, [weight, weight], [0, 4, 255])).toBeCloseTo(expected, 6);
    }
  });

  it.each([1e12, 1e13, 1e14, 9e15])(
    "of %d samples, a batch of the common class alone has its loss",
    async (samples) => {
      const weights = effectiveNumberWeights([samples - 1, 1]);
      for (const kind of kinds) {
        const expected = await lossOf(kind, [1, 1e-30], [0, 0, 0]);
        const found = await lossOf(kind, weights, [0, 0, 0]);
        if (kind === "cross_entropy") expect(found).toBeCloseTo(expected, 5);
        // Clouds that were predicted there weigh as much as they do: nearly nothing is right.
        else expect(found).toBeCloseTo(1, 3);
      }
    },
  );
});

describe("what single precision cannot hold is refused", () => {
  const logits = () => tf.tensor2d([[0, 2, -3]]);
  const types = Uint8Array.of(0, 4, 255);

  it.each([
    [[1e-31, 1], "classWeights[0] is 1e-31: expected 0, or at least 1e-30 of the largest, 1"],
    [[1e300, 1], "classWeights[1] is 1: expected 0, or at least 1e-30 of the largest, 1e+300"],
    [[1, Number.POSITIVE_INFINITY], "classWeights[1] is Infinity"],
  ])("class weights %j", (classWeights, message) => {
    const loss = () => crossEntropy(logits(), types, { task, classWeights });
    expect(loss).toThrow(RangeError);
    expect(loss).toThrow(message);
  });

  it.each([
    { alpha: [1e39, 1] },
    { alpha: [1e-50, 1] },
    { alpha: [1, 1e-30], classWeights: [1, 1e-20] },
    { gamma: 1e39 },
  ])("focal: %j", (options) => {
    expect(() => focal(logits(), types, { task, ...options })).toThrow(RangeError);
    expect(() => lossTerms({ kind: "focal", task, ...options })).toThrow(RangeError);
  });

  it("focal takes an alpha of 0", () => {
    expect(lossValue(focal(logits(), types, { task, alpha: [0, 1] })).dataSync()[0]).toBeGreaterThan(0);
  });
});
