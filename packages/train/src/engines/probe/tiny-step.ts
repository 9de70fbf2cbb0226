import { openSession } from "../open-session.ts";
import { initialState } from "../state/initial-state.ts";
import type { EngineName, EngineSession, MicroBatch, OnnxProvider, TrainingTask } from "../types.ts";

const [channels, bins, side, images, points] = [4, 3, 12, 2, 6];

const task: TrainingTask = {
  network: "simple_conv",
  config: { channels, bins, task: "bin_seg_3d", baseWidth: 4, maxWidth: 8, blocks: 1 },
  loss: { kind: "cross_entropy", task: "bin_seg_3d" },
  smoothnessWeight: 0,
  radianceChannels: [],
};

/** What an engine made of a tiny step of training. */
export interface TinyStep {
  readonly device: string;
  readonly loss: number;
  readonly logits: Float32Array;
  /** All of them, one after another. */
  readonly gradients: readonly number[];
}

/** One step of training and one look at the network, in this thread. @param provider of `onnx` */
export async function tinyStep(engine: EngineName, provider?: OnnxProvider): Promise<TinyStep> {
  const options = engine === "onnx" ? { engine, provider } : { engine, workers: 0 };
  const session = await openSession(task, options, await initialState(task, 1));
  try {
    return await stepOn(session);
  } finally {
    await session.dispose();
  }
}

/**
 * Is a step as plain JavaScript has it? Processors and GPUs round differently, and ReLUs turn that into more; what is broken
 * is far off.
 * @returns what is not, undefined if all is well
 */
export function difference(found: TinyStep, expected: TinyStep): string | undefined {
  const [loss, expectedLoss] = [found.loss, expected.loss];
  if (!(Math.abs(loss - expectedLoss) <= 1e-2 * expectedLoss)) return `the loss is ${loss}: expected ${expectedLoss}`;
  const logits = cosine(found.logits, expected.logits);
  if (!(logits > 0.999)) return `its outputs are wrong (cosine ${logits} with the right ones)`;
  const gradients = cosine(found.gradients, expected.gradients);
  if (!(gradients > 0.99)) return `its gradients are wrong (cosine ${gradients} with the right ones)`;
  return undefined;
}

async function stepOn(session: EngineSession): Promise<TinyStep> {
  const batches = [tinyBatch(0), tinyBatch(1)];
  const { loss } = await session.step(batches, 1e-3);
  const logits = await session.logitsAtLabels(batches[0]!);
  const { firstMoments } = await session.state();
  return { device: session.device, loss, logits, gradients: [...firstMoments.values()].flatMap((each) => [...each]) };
}

/** Waves, and labels that have to do with them. */
function tinyBatch(number: number): MicroBatch {
  return {
    images: Float32Array.from({ length: images * channels * side * side }, (_, i) => Math.sin(0.37 * i + number)),
    shape: [images, channels, side, side],
    batchIndex: Int32Array.from({ length: points }, (_, p) => p % images),
    corners: Int32Array.from({ length: points * 8 }, (_, i) => (i * 7 + number) % side),
    weights: new Float32Array(points * 4).fill(0.25),
    cloudScenario: Uint8Array.from({ length: points * bins }, (_, i) => (i % 3 === 0 ? 2 : 0)),
  };
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! * a[i]!;
    bb += b[i]! * b[i]!;
  }
  return ab / Math.sqrt(aa * bb);
}
