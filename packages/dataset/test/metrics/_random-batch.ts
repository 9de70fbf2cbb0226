import fc from "fast-check";
import type { ScoreBatch } from "../../src/metrics/index.ts";
import { type Task, taskShape, tasks } from "../../src/tasks.ts";

/** Label points of one task, with a prediction. */
export interface RandomBatch {
  readonly task: Task;
  readonly bins: number;
  readonly points: number;
  readonly batch: Required<Pick<ScoreBatch, "truth" | "prediction">> & { readonly heights: Int16Array };
}

const type = fc.constantFrom(0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 255, 255);

/** Of any task, with unknown bins, unknown columns and missing heights. */
export const randomBatch: fc.Arbitrary<RandomBatch> = fc
  .tuple(fc.constantFrom(...tasks), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 12 }))
  .chain(([task, bins, points]) => {
    const array = <V>(value: fc.Arbitrary<V>, length: number): fc.Arbitrary<V[]> =>
      fc.array(value, { minLength: length, maxLength: length });
    const outputs = points * taskShape(task, bins).bins;
    const probability = fc.constantFrom(0, 0.1, 0.49, 0.5, 0.51, 0.9, 1);
    return fc.record({
      task: fc.constant(task),
      bins: fc.constant(bins),
      points: fc.constant(points),
      batch: fc.record({
        truth: array(type, points * bins).map((values) => Uint8Array.from(values)),
        prediction:
          task === "seg_3d"
            ? array(fc.integer({ min: 0, max: 8 }), outputs).map((values) => Uint8Array.from(values))
            : array(probability, outputs).map((values) => Float32Array.from(values)),
        heights: array(fc.constantFrom(-9999, -100, 0, 240, 12_345, 30_000, 32_767), points * bins).map((values) =>
          Int16Array.from(values),
        ),
      }),
    });
  });

/** Some of the points of a batch, in the order given. */
export function pickPoints({ task, bins, batch }: RandomBatch, points: readonly number[]): RandomBatch["batch"] {
  const width = taskShape(task, bins).bins;
  const { truth, prediction, heights } = batch;
  return {
    truth: pick(truth, bins, points),
    prediction: pick(prediction, width, points),
    heights: pick(heights, bins, points),
  };
}

function pick<A extends Uint8Array | Float32Array | Int16Array>(values: A, width: number, rows: readonly number[]): A {
  const picked = values.slice(0, rows.length * width) as A;
  rows.forEach((row, i) => {
    picked.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return picked;
}
