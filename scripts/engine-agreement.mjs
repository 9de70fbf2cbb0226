// How well the engines agree: one step of each network on each engine that works here, against plain JavaScript (`cpu`).
// Prints the table of docs/benchmarks.md.
//
//   node scripts/engine-agreement.mjs [ENGINE ...]
//
// Needs a build. Exits with 1 where a difference is larger than the limits.

import { initialState, openSession } from "../packages/train/dist/index.js";

const engines = process.argv.length > 2 ? process.argv.slice(2) : ["onnx", "wasm"];
const networks = [
  ...["single_pixel", "simple_conv", "unet_2d", "unet_2d_transpose"],
  ...["unet_2_1d", "unet_3d", "simple_conv_3d"],
];
const limits = { logits: 1e-4, loss: 1e-4, cosine: 0.999 };
const [images, channels, size, points, bins] = [2, 6, 12, 24, 10];

let isGood = true;
console.log(
  "| network | engine | logits | loss | gradients: least cosine | running statistics |\n|---|---|---|---|---|---|",
);
for (const network of networks) {
  const expected = await oneStep(network, "cpu");
  for (const engine of engines) {
    const found = await oneStep(network, engine);
    const difference = {
      logits: relativeDifference(found.logits, expected.logits),
      loss: Math.abs(found.loss / expected.loss - 1),
      cosine: Math.min(...[...expected.gradients].map(([name, each]) => cosine(found.gradients.get(name), each))),
      running: Math.max(
        ...[...expected.running].map(([name, each]) => relativeDifference(found.running.get(name), each)),
      ),
    };
    isGood &&= difference.logits <= limits.logits && difference.loss <= limits.loss;
    isGood &&= difference.cosine >= limits.cosine;
    const { logits, loss, running } = difference;
    const [a, b, c] = [logits, loss, running].map((value) => value.toExponential(0));
    console.log(`| \`${network}\` | ${engine} | ${a} | ${b} | ${difference.cosine.toFixed(7)} | ${c} |`);
  }
}
process.exitCode = isGood ? 0 : 1;

async function oneStep(network, engine) {
  const task = {
    network,
    config: { channels, task: "seg_3d", bins, baseWidth: 16, maxWidth: 32, blocks: 2 },
    loss: { task: "seg_3d" },
    smoothnessWeight: 0,
    radianceChannels: [],
  };
  const session = await openSession(task, { engine }, await initialState(task, 3));
  try {
    const { loss, logits } = await session.step([batch()], 1e-3);
    const { parameters, firstMoments } = await session.state();
    const running = [...parameters].filter(([name]) => name.includes("/moving_"));
    // After one step Adam's first moment is a tenth of the gradient.
    return { loss, logits, gradients: firstMoments, running: new Map(running) };
  } finally {
    await session.dispose();
  }
}

function batch() {
  const sine = (count, step) => Float32Array.from({ length: count }, (_, i) => Math.sin(step * i + 1));
  return {
    images: sine(images * channels * size * size, 0.7),
    shape: [images, channels, size, size],
    batchIndex: Int32Array.from({ length: points }, (_, p) => p % images),
    corners: Int32Array.from({ length: points * 8 }, (_, i) => (i * 5 + (i >> 3)) % size),
    weights: Float32Array.from({ length: points * 4 }, (_, i) => [0.4, 0.3, 0.2, 0.1][i % 4]),
    cloudScenario: Uint8Array.from({ length: points * bins }, (_, i) => (i % 11 === 0 ? 255 : (i * 7) % 9)),
  };
}

/** The greatest difference, as a share of the greatest value. */
function relativeDifference(found, expected) {
  let [difference, greatest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(found[i] - expected[i]));
    greatest = Math.max(greatest, Math.abs(expected[i]));
  }
  return difference / greatest;
}

function cosine(found, expected) {
  let [product, a, b] = [0, 0, 0];
  for (let i = 0; i < expected.length; i++) {
    product += found[i] * expected[i];
    a += found[i] ** 2;
    b += expected[i] ** 2;
  }
  return product / Math.sqrt(a * b);
}
