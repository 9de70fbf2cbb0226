import { expect, test } from "vitest";
import { findWebGpu } from "../../../../../test/support/webgpu.ts";
import type { TrainingState } from "../../../src/engines/types.ts";
import { randomBatch, randomBatches, smallTask } from "../support/small-task.ts";
import { openOnnx } from "./_open.ts";

// It also chooses the driver, for onnxruntime's own WebGPU too.
const { available, reason } = await findWebGpu();

test.skipIf(!available)(
  `a step on the provider webgpu is as on the processor ${reason}`,
  async () => {
    const task = smallTask({ config: { task: "bin_seg_3d" } });
    const states: TrainingState[] = [];
    const results = [];
    for (const provider of ["webgpu", "cpu"] as const) {
      const session = await openOnnx(task, { provider });
      const { loss, logits } = await session.step(randomBatches(2), 1e-2);
      results.push({ loss, logits });
      states.push(await session.state());
      const batch = randomBatch(5, { images: 3 });
      results.push({ loss: 1, logits: await session.logitsAtLabels(batch) });
      if (provider === "webgpu") expect(session.device).toBe("onnxruntime, WebGPU");
      await session.dispose();
    }
    for (const step of [0, 1]) {
      const [found, expected] = [results[step]!, results[step + 2]!];
      expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
      for (const [i, value] of expected.logits.entries())
        expect(found.logits[i]).toBeCloseTo(value, step === 0 ? 4 : 2);
    }
    const [own, other] = states as [TrainingState, TrainingState];
    for (const [name, gradient] of other.firstMoments) {
      expect(cosine(own.firstMoments.get(name)!, gradient), name).toBeGreaterThan(0.999);
    }
  },
  120_000,
);

function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (x: Float32Array, y: Float32Array): number => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
