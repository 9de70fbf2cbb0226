// Both graphs of training on the execution provider webgpu of onnxruntime, against its provider cpu. Operators that webgpu does
// not have are computed by cpu there too.

import { InferenceSession, type Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import { findWebGpu } from "../../../../../test/support/webgpu.ts";
import { describeNetwork } from "../../../src/index.ts";
import { encodeGradients, encodeUpdate } from "../../../src/onnx/index.ts";
import { opCases } from "../../ops/support/cases.ts";
import { floats, randomValues } from "../_support.ts";
import { adam, stepFactors } from "./_adam.ts";
import {
  cosineSimilarity,
  gradientFeeds,
  makeBatch,
  makeNetwork,
  relativeError,
  runGradients,
  type TrainingCase,
  weightsOf,
} from "./_training.ts";

// It also chooses the driver, for onnxruntime's own WebGPU too.
const { available, reason } = await findWebGpu();
await useBackend("cpu");

const config = { channels: 5, task: "bin_seg_3d", bins: 6, baseWidth: 8, maxWidth: 12, blocks: 2, seed: 1 } as const;
const loss = { task: "bin_seg_3d" } as const;
const own = { config, loss, radianceChannels: undefined, shape: [2, 5, 9, 10], points: 17 } as const;

/** Every rule, every loss and the penalty; odd sizes. */
const cases: readonly TrainingCase[] = [
  {
    ...{ ...own, name: "single_pixel", radianceChannels: [0, 3] },
    ...{ config: { ...config, task: "seg_3d" }, loss: { task: "seg_3d" } },
  },
  { ...own, name: "simple_conv", loss: { ...loss, kind: "soft_jaccard" }, radianceChannels: [1] },
  {
    ...{ ...own, name: "unet_2d" },
    ...{ config: { ...config, task: "bin_seg_2d" }, loss: { task: "bin_seg_2d", kind: "focal" } },
  },
  // Wide and large enough for the other form of a convolution.
  { ...own, name: "unet_2d", config: { ...config, baseWidth: 64, maxWidth: 64, blocks: 1 }, shape: [1, 5, 13, 11] },
  { ...own, name: "unet_2d_transpose", loss: { ...loss, kind: "soft_jaccard" } },
  { ...own, name: "unet_3d", config: { ...config, bins: 3 }, radianceChannels: [0] },
];

const providers = ["webgpu", "cpu"] as const;

function open(provider: (typeof providers)[number], bytes: Uint8Array): Promise<InferenceSession> {
  const options = { executionProviders: [provider], intraOpNumThreads: 1, logSeverityLevel: 4 } as const;
  return InferenceSession.create(bytes, options);
}

async function onProvider<T>(
  provider: (typeof providers)[number],
  bytes: Uint8Array,
  run: (session: InferenceSession) => Promise<T>,
): Promise<T> {
  const session = await open(provider, bytes);
  try {
    return await run(session);
  } finally {
    await session.release();
  }
}

test("these networks have every operation", () => {
  const ops = cases.flatMap(({ name, config: { seed, ...plain } }) => describeNetwork(name, plain).nodes);
  expect(new Set(ops.map(({ op }) => op))).toEqual(new Set(["input", ...opCases.map(({ node }) => node.op)]));
});

describe.skipIf(!available)(`on WebGPU ${reason}`, () => {
  // As long as there is a session, shaders that were compiled stay, which in software takes seconds.
  let first: InferenceSession;
  beforeAll(async () => {
    first = await open("webgpu", encodeUpdate({ sums: ["numerator"], adam, parameters: 1 }));
  }, 60_000);
  afterAll(() => first?.release());

  test.each(cases)(
    "$name of $config.task, $config.baseWidth wide: as on the processor",
    async (each) => {
      const { seed, ...plain } = each.config;
      const { loss, radianceChannels, shape } = each;
      const smoothness = radianceChannels && { radianceChannels };
      const bytes = encodeGradients(each.name, plain, { loss, size: [shape[2], shape[3]], smoothness });
      const network = makeNetwork(each);
      const feeds = gradientFeeds(each, network, weightsOf(network), makeBatch(each));
      const run = (provider: (typeof providers)[number]) =>
        onProvider(provider, bytes, (session) => runGradients(session, feeds, each, network));
      const [found, expected] = [await run("webgpu"), await run("cpu")];
      network.dispose();
      for (const [name, value] of Object.entries(expected.scalars)) {
        expect(relativeError([found.scalars[name]!], [value]), name).toBeLessThan(1e-4);
      }
      expect(relativeError(found.logits, expected.logits), "logits").toBeLessThan(1e-4);
      for (const [name, values] of expected.running) {
        expect(relativeError(found.running.get(name)!, values), name).toBeLessThan(1e-4);
      }
      for (const [sum, gradients] of expected.gradients) {
        expect(gradients.size).toBeGreaterThan(5);
        for (const [name, values] of gradients) {
          expectSameDirection(found.gradients.get(sum)!.get(name)!, values, `${sum}/${name}`);
        }
      }
    },
    120_000,
  );

  test("an update by Adam: as on the processor", async () => {
    const parameters = 1001;
    const vector = (name: string): Tensor => floats(randomValues(parameters, name), [parameters]);
    const { rate, correction } = stepFactors(3, 0.01);
    const feeds = {
      ...{ parameters: vector("parameters"), first_moments: vector("first") },
      second_moments: floats(randomValues(parameters, "second").map(Math.abs), [parameters]),
      ...{ numerator: vector("numerator"), numerator_factor: floats([0.5], []) },
      ...{ denominator: vector("denominator"), denominator_factor: floats([-0.25], []) },
      ...{ rate: floats([rate], []), correction: floats([correction], []) },
    };
    const bytes = encodeUpdate({ sums: ["numerator", "denominator"], adam, parameters });
    const run = (provider: (typeof providers)[number]) =>
      onProvider(provider, bytes, async (session) => (await session.run(feeds)) as Record<string, Tensor>);
    const [found, expected] = [await run("webgpu"), await run("cpu")];
    expect(Object.keys(expected)).toHaveLength(4);
    for (const [name, { data }] of Object.entries(expected)) {
      expect(relativeError(found[name]!.data as Float32Array, data as Float32Array), name).toBeLessThan(1e-5);
    }
  });
});

/** Gradients by their direction and length, since ReLU lets another value through now and then. */
function expectSameDirection(found: Float32Array, expected: Float32Array, name: string): void {
  const [length, wanted] = [Math.hypot(...found), Math.hypot(...expected)];
  // Sums that are 0 but for rounding have no direction.
  if (wanted < 1e-4) {
    expect(length, name).toBeLessThan(1e-4);
    return;
  }
  expect(cosineSimilarity(found, expected), name).toBeGreaterThanOrEqual(0.999);
  expect(Math.abs(length / wanted - 1), name).toBeLessThan(0.02);
}
