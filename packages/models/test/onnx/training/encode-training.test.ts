import { describe, expect, test } from "vitest";
import { useBackend } from "../../../../../test/support/tfjs.ts";
import { encodeGradients, gradientSums, smallestMicroBatch } from "../../../src/onnx/index.ts";
import { openSession } from "../_support.ts";
import {
  type Batch,
  byTfjs,
  gradientFeeds,
  makeBatch,
  makeNetwork,
  openGradients,
  relativeError,
  runGradients,
  type TrainingCase,
  weightsOf,
} from "./_training.ts";

await useBackend("cpu");

const config = { channels: 3, task: "bin_seg_3d", bins: 4, baseWidth: 4, maxWidth: 6, blocks: 2, seed: 1 } as const;
const single: TrainingCase = {
  name: "single_pixel",
  config,
  loss: { task: "bin_seg_3d", kind: "soft_jaccard" },
  radianceChannels: [0, 1],
  shape: [2, 3, 4, 5],
  points: 6,
};

type RunBatch = (batch: Batch) => ReturnType<typeof runGradients>;

/** Runs the training graph of one network as often as wanted, since opening it takes longer than a run. */
async function withGraph(own: TrainingCase, use: (run: RunBatch) => Promise<void>): Promise<void> {
  const network = makeNetwork(own);
  const session = await openGradients(own);
  try {
    await use((batch) =>
      runGradients(
        session,
        gradientFeeds({ ...own, shape: shapeOf(own, batch) }, network, weightsOf(network), batch),
        own,
        network,
      ),
    );
  } finally {
    await session.release();
    network.dispose();
  }
}

/** With as many images as there are in a batch. */
function shapeOf({ shape: [, ...rest] }: TrainingCase, { images }: Batch): TrainingCase["shape"] {
  return [images.length / (rest[0] * rest[1] * rest[2]), ...rest];
}

test("inputs and outputs are those that are documented", async () => {
  const { seed, ...own } = config;
  const session = await openSession(
    encodeGradients(
      "single_pixel",
      { ...own, task: "seg_3d", maxWidth: 2 },
      { loss: { task: "seg_3d" }, size: [4, 5] },
    ),
  );
  const shapes = (all: typeof session.inputMetadata) =>
    all.map((each) => (each.isTensor ? `${each.name} ${each.type} [${each.shape.join(", ")}]` : ""));
  const names = ["conv_1/kernel float32 [1, 1, 3, 2]", "conv_1_bn/gamma float32 [2]", "conv_1_bn/beta float32 [2]"];
  const inputs = shapes(session.inputMetadata);
  expect(inputs).toEqual(
    expect.arrayContaining([
      "images float32 [batch, 3, 4, 5]",
      "batch_index int64 [points]",
      "corners int64 [points, 4, 2]",
      "weights float32 [points, 4]",
      "cloud_scenario uint8 [points, 4]",
      ...names,
      "conv_1_bn/moving_mean float32 [2]",
      ...names.map((name) => `numerator/${name}`),
      "numerator/head/bias float32 [36]",
    ]),
  );
  expect(inputs.filter((name) => name.startsWith("denominator/"))).toEqual([]);
  const outputs = shapes(session.outputMetadata);
  expect(outputs).toEqual(
    expect.arrayContaining([
      ...names.map((name) => `next/numerator/${name}`),
      "next/conv_1_bn/moving_mean float32 [2]",
      "next/conv_1_bn/moving_variance float32 [2]",
      "numerator float32 []",
      "denominator float32 []",
      "logits float32 [points, 9, 4]",
    ]),
  );
  const learned = inputs.filter((name) => name.startsWith("numerator/"));
  const running = inputs.filter((name) => name.includes("/moving_"));
  expect(outputs).toHaveLength(learned.length + running.length + 3);
  await session.release();
});

test("gradients are added to those of earlier micro-batches", async () => {
  const network = makeNetwork(single);
  const session = await openGradients(single);
  const run = (batch: Batch, before?: Parameters<typeof gradientFeeds>[4]) =>
    runGradients(session, gradientFeeds(single, network, weightsOf(network), batch, before), single, network);
  const [one, two] = [await run(makeBatch(single, 1)), await run(makeBatch(single, 2))];
  const both = await run(makeBatch(single, 2), one.gradients);
  expect(both.gradients.size).toBe(3);
  for (const [sum, gradients] of both.gradients) {
    for (const [name, values] of gradients) {
      const [a, b] = [one, two].map((each) => each.gradients.get(sum)!.get(name)!);
      expect(values, `${sum}/${name}`).toEqual(a!.map((value, i) => value + b![i]!));
    }
  }
  expect(both.scalars).toEqual(two.scalars);
  await session.release();
  network.dispose();
});

test("the same run gives the same bits, in another session too", async () => {
  const own = { ...single, name: "unet_2d", config: { ...config, blocks: 1 } } as const;
  const found: unknown[] = [];
  for (let i = 0; i < 2; i++) await withGraph(own, async (run) => void found.push(await run(makeBatch(own))));
  expect(found[1]).toEqual(found[0]);
});

test.each([
  ["single_pixel", "seg_3d"],
  ["unet_2d", "bin_seg_3d"],
  ["simple_conv_3d", "seg_3d"],
] as const)("%s, %s: without a label point, a loss of 0", async (name, task) => {
  const loss = { ...single.loss, task };
  const own = { ...single, name, loss, config: { ...config, task, blocks: 1 }, points: 0 } as const;
  await withGraph(own, async (run) => {
    const found = await run(makeBatch(own));
    expect(found.scalars).toMatchObject({ numerator: 0, denominator: 0 });
    for (const sum of ["numerator", "denominator"] as const) {
      for (const values of found.gradients.get(sum)!.values())
        expect(new Set(values.map(Math.abs))).toEqual(new Set([0]));
    }
    expect(found.logits).toHaveLength(0);
    const ofPenalty = [...found.gradients.get("smoothness")!.values()];
    expect(ofPenalty.some((values) => values.some((value) => value !== 0))).toBe(true);
  });
});

test("another number of images and label points in each run", async () => {
  const network = makeNetwork(single);
  const session = await openGradients(single);
  for (const [batch, points] of [
    [1, 30],
    [3, 1],
    [2, 7],
  ] as const) {
    const own = { ...single, shape: [batch, 3, 4, 5], points } as const;
    const given = makeBatch(own);
    const feeds = gradientFeeds(own, network, weightsOf(network), given);
    const found = await runGradients(session, feeds, own, network);
    const expected = byTfjs(network, own, given);
    expect(relativeError([found.scalars.numerator!], [expected.scalars.numerator!])).toBeLessThan(1e-4);
    expect(relativeError(found.logits, expected.logits)).toBeLessThan(1e-4);
  }
  await session.release();
  network.dispose();
});

describe("what must not go unnoticed", () => {
  test.each(["single_pixel", "unet_2d"] as const)(
    "%s: a pixel that is not finite makes logits and loss NaN",
    async (name) => {
      const own = { ...single, name, config: { ...config, blocks: 1 } } as const;
      await withGraph(own, async (run) => {
        const batch = makeBatch(own);
        for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
          const images = batch.images.with(7, value);
          const found = await run({ ...batch, images });
          expect(found.scalars.numerator).toBeNaN();
          expect(found.scalars.smoothness_numerator).toBeNaN();
          expect(found.logits.every(Number.isNaN)).toBe(true);
          const without = await run({ ...makeBatch({ ...own, points: 0 }), images });
          expect([...without.gradients.get("numerator")!.values()].some((each) => each.some(Number.isNaN))).toBe(true);
        }
      });
    },
  );

  test("one image where batch normalisation has one value of it in a channel", async () => {
    const { seed, ...plain } = { ...config, blocks: 1 };
    const own = { ...single, name: "unet_2d", config: { seed, ...plain }, radianceChannels: undefined } as const;
    const ofImages = (images: number, [height, width]: readonly [number, number]): TrainingCase => ({
      ...own,
      shape: [images, 3, height, width],
    });
    const smallest = smallestMicroBatch("unet_2d", plain, [3, 2]);
    expect(smallest).toEqual({ images: 2, layer: "encoder_1_conv_1_bn" });
    await withGraph(ofImages(1, [3, 2]), async (run) => {
      await expect(run(makeBatch(ofImages(1, [3, 2])))).rejects.toThrow(/at_least_2_images_for_encoder_1_conv_1_bn/);
      await expect(run(makeBatch(ofImages(2, [3, 2])))).resolves.toBeDefined();
    });
    expect(smallestMicroBatch("unet_2d", plain, [4, 2])).toEqual({ images: 1, layer: undefined });
    await withGraph(ofImages(1, [4, 2]), async (run) => {
      await expect(run(makeBatch(ofImages(1, [4, 2])))).resolves.toBeDefined();
    });
  });

  test("what is no cloud type", async () => {
    const batch = makeBatch(single);
    const wrong = { ...batch, cloudScenario: batch.cloudScenario.with(3, 9) };
    await withGraph(single, (run) => expect(run(wrong)).rejects.toThrow(/cloud_types_0_to_8_or_255/));
  });

  test("a point outside of the images", async () => {
    const batch = makeBatch(single);
    const labels = { ...batch.labels, corners: batch.labels.corners.with(1, 5) };
    await withGraph(single, (run) => expect(run({ ...batch, labels })).rejects.toThrow(/inside_the_images/));
  });

  test("images of another size", async () => {
    const session = await openGradients(single);
    const other = { ...single, shape: [2, 3, 5, 4] } as const;
    const network = makeNetwork(single);
    const feeds = gradientFeeds(other, network, weightsOf(network), makeBatch(other));
    await expect(session.run(feeds)).rejects.toThrow(/invalid dimensions/);
    await session.release();
  });
});

test.each([
  [{ loss: { task: "seg_3d" } }, RangeError, "the loss is of seg_3d: expected bin_seg_3d, the task of the network"],
  [{ loss: { task: "bin_seg_3d", gamma: 1 } }, TypeError, "gamma is an option of focal, not of cross_entropy"],
  [{ loss: { task: "bin_seg_3d", alfa: 1 } }, TypeError, "the loss has no option alfa"],
  [{ size: [4] }, TypeError, "size is an array: expected rows and columns"],
  [{ size: [3, 8] }, RangeError, "3 x 8 pixels is too small for this network"],
  [{ smoothness: { radianceChannels: [3] } }, RangeError, "radianceChannels[0] is 3: expected a channel from 0 to 2"],
  [{ smoothness: {} }, TypeError, "radianceChannels is undefined: expected an array of channels"],
  [{ smoothnes: {} }, TypeError, "encodeGradients has no option smoothnes"],
])("%o is refused", (wrong, error, message) => {
  const { seed, ...own } = config;
  const options = { loss: { task: "bin_seg_3d" }, size: [8, 8], ...wrong };
  const encode = (): unknown => encodeGradients("unet_2d", own, options as never);
  expect(encode).toThrow(error);
  expect(encode).toThrow(message);
});

test("a penalty needs 3 x 3 pixels", () => {
  const { seed, ...own } = config;
  const options = { loss: { task: "bin_seg_3d" }, size: [2, 9], smoothness: { radianceChannels: [0] } } as const;
  expect(() => encodeGradients("single_pixel", own, options)).toThrow(
    "size is 2 x 9: expected 3 x 3 pixels at least, for the smoothness penalty",
  );
});

test("sums of each loss", () => {
  expect(gradientSums({ task: "seg_3d" }, false)).toEqual(["numerator"]);
  expect(gradientSums({ task: "seg_3d", kind: "focal" }, true)).toEqual(["numerator", "smoothness"]);
  expect(gradientSums({ task: "seg_3d", kind: "soft_jaccard" }, true)).toEqual([
    "numerator",
    "denominator",
    "smoothness",
  ]);
  expect(() => gradientSums({ task: "seg_3d", kind: "dice" as never }, true)).toThrow(TypeError);
});
