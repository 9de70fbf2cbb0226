// The losses by plain loops in double precision, written from their definitions and not from the sources.

import type { Task } from "../../../src/tasks.ts";

export interface Terms {
  readonly numerator: number;
  readonly denominator: number;
}

export interface Labelled {
  readonly task: Task;
  readonly points: number;
  /** K of the cloud types; logits of bin_seg_2d have one bin. */
  readonly bins: number;
  readonly cloudScenario: Uint8Array;
}

/** A bin: its class, or -1 if unknown, and log p of each class. */
interface Bin {
  readonly target: number;
  readonly logP: readonly number[];
}

/** softplus(x) = log(1 + exp(x)) */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}

export function targetOf({ task, bins, cloudScenario }: Labelled, point: number, bin: number): number {
  const column = [...cloudScenario.subarray(point * bins, (point + 1) * bins)];
  const own = task === "bin_seg_2d" ? column.filter((type) => type !== 255) : [column[bin]!];
  if (own.length === 0 || own[0] === 255) return -1;
  if (task === "seg_3d") return own[0]!;
  return own.some((type) => type > 0) ? 1 : 0;
}

function binsOf(logits: ArrayLike<number>, labelled: Labelled): Bin[] {
  const { task, points, bins } = labelled;
  const width = task === "bin_seg_2d" ? 1 : bins;
  const list: Bin[] = [];
  for (let p = 0; p < points; p++) {
    for (let k = 0; k < width; k++) {
      const target = targetOf(labelled, p, k);
      if (task !== "seg_3d") {
        const z = logits[p * width + k]!;
        list.push({ target, logP: [-softplus(z), -softplus(-z)] });
        continue;
      }
      const z = Array.from({ length: 9 }, (_, c) => logits[(p * 9 + c) * bins + k]!);
      const largest = Math.max(...z);
      const logSum = largest + Math.log(z.reduce((sum, each) => sum + Math.exp(each - largest), 0));
      list.push({ target, logP: z.map((each) => each - logSum) });
    }
  }
  return list;
}

export function crossEntropyByLoops(
  logits: ArrayLike<number>,
  labelled: Labelled,
  classWeights: readonly number[],
): Terms {
  let [numerator, denominator] = [0, 0];
  for (const { target, logP } of binsOf(logits, labelled)) {
    if (target < 0) continue;
    numerator -= classWeights[target]! * logP[target]!;
    denominator += classWeights[target]!;
  }
  return { numerator, denominator };
}

export function focalByLoops(
  logits: ArrayLike<number>,
  labelled: Labelled,
  { classWeights, alpha, gamma }: { classWeights: readonly number[]; alpha: readonly number[]; gamma: number },
): Terms {
  let [numerator, denominator] = [0, 0];
  for (const { target, logP } of binsOf(logits, labelled)) {
    if (target < 0) continue;
    // 1 - p_t by the sum over the other classes, exact where p_t is nearly 1.
    const rest = logP.reduce((sum, each, c) => (c === target ? sum : sum + Math.exp(each)), 0);
    numerator -= classWeights[target]! * alpha[target]! * rest ** gamma * logP[target]!;
    denominator += classWeights[target]!;
  }
  return { numerator, denominator };
}

export function softJaccardByLoops(
  logits: ArrayLike<number>,
  labelled: Labelled,
  classWeights: readonly number[],
): Terms {
  let [intersection, union] = [0, 0];
  for (const { target, logP } of binsOf(logits, labelled)) {
    if (target < 0) continue;
    logP.forEach((each, c) => {
      const [p, y] = [Math.exp(each), c === target ? 1 : 0];
      intersection += classWeights[c]! * p * y;
      union += classWeights[c]! * (p + y - p * y);
    });
  }
  return { numerator: union - intersection, denominator: union };
}

export interface Images {
  readonly batch: number;
  /** Channels of the dense output. */
  readonly outputs: number;
  /** Channels of the image. */
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The two means over pixels and channels, added. */
export function smoothnessByLoops(
  dense: ArrayLike<number>,
  image: ArrayLike<number>,
  { batch, outputs, channels, height, width }: Images,
  radianceChannels: readonly number[],
): number {
  const at = (b: number, c: number, of: number, row: number, col: number) =>
    ((b * of + c) * height + row) * width + col;
  const means = [
    [0, 1],
    [1, 0],
  ].map(([dRow, dCol]) => {
    let [sum, count] = [0, 0];
    for (let b = 0; b < batch; b++) {
      for (let o = 0; o < outputs; o++) {
        for (let row = dRow!; row < height - dRow!; row++) {
          for (let col = dCol!; col < width - dCol!; col++) {
            const difference = (of: ArrayLike<number>, c: number, all: number) =>
              Math.abs(of[at(b, c, all, row + dRow!, col + dCol!)]! - of[at(b, c, all, row - dRow!, col - dCol!)]!);
            const m = radianceChannels.reduce((total, c) => total + difference(image, c, channels), 0);
            sum += difference(dense, o, outputs) * Math.exp(-m / radianceChannels.length);
            count++;
          }
        }
      }
    }
    return sum / count;
  });
  return means[0]! + means[1]!;
}

/** Derivatives of f at x by central differences in double precision. */
export function finiteDifferences(f: (x: Float64Array) => number, x: ArrayLike<number>, step = 1e-5): Float64Array {
  const at = Float64Array.from(x);
  return at.map((own, i) => {
    at[i] = own + step;
    const above = f(at);
    at[i] = own - step;
    const below = f(at);
    at[i] = own;
    return (above - below) / (2 * step);
  });
}
