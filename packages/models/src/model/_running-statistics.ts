import {
  abs,
  add,
  all,
  concat,
  greaterEqual,
  lessEqual,
  logicalAnd,
  mul,
  type Tensor,
  type Variable,
  where,
} from "@tensorflow/tfjs";
import { checkFloats, checkInteger } from "../_check.ts";
import { describeValue } from "../_describe.ts";
import type { Moments } from "../ops/batch-norm-relu.ts";
import type { NamedMoments } from "./run-options.ts";

/** Share of a new batch, as in PyTorch. */
const momentum = 0.1;
/** Just below the largest number of single precision. */
const largest = 3.4e38;

/**
 * Take the moments of a batch up into the running ones: running = 0.9 running + 0.1 batch, the variance with Bessel's
 * correction, as PyTorch does. Unless all of them are finite, and no variance below 0, none is taken up: what is infinite
 * once would stay so for ever.
 */
export function takeUpMoments(moments: NamedMoments, variable: (name: string) => Variable): void {
  const areTaken = canBeMoments([...moments.values()]);
  for (const [layer, { mean, variance, count }] of moments) {
    const unbiased = count > 1 ? count / (count - 1) : 1;
    for (const [kind, values, factor] of [
      ["moving_mean", mean, 1],
      ["moving_variance", variance, unbiased],
    ] as const) {
      const running = variable(`${layer}/${kind}`);
      const updated = add(mul(running, 1 - momentum), mul(values, momentum * factor));
      running.assign(where(areTaken, updated, running));
    }
  }
}

/** Are all finite, and no variance below 0? Without reading them back, for which a GPU would have to be waited for. */
function canBeMoments(moments: readonly Moments[]): Tensor {
  const variances = concat(moments.map(({ variance }) => variance));
  const means = concat(moments.map(({ mean }) => mean));
  // By their size: what 0 times them is, shaders do not promise.
  const areFinite = all(lessEqual(abs(concat([means, variances])), largest));
  return logicalAnd(areFinite, all(greaterEqual(variances, 0)));
}

/**
 * Can these be the moments of these layers?
 * @param channels of each layer
 * @throws RangeError for other layers, another number of channels, other axes, or a count that cannot be; TypeError for what
 * is no Map, or are no tensors, or disposed ones
 */
export function checkMoments(network: string, moments: NamedMoments, channels: ReadonlyMap<string, number>): void {
  if (typeof moments?.get !== "function" || typeof moments.keys !== "function") {
    const found = describeValue(moments);
    throw new TypeError(`the moments are ${found}: expected a Map, as training gives it to a function`);
  }
  const surplus = [...moments.keys()].find((name) => !channels.has(name));
  if (surplus !== undefined) throw new RangeError(`moments of ${surplus}: ${network} normalises no such layer`);
  for (const [layer, count] of channels) checkLayer(layer, moments.get(layer), count);
}

function checkLayer(layer: string, moments: Moments | undefined, channels: number): void {
  const whose = `the moments of ${layer}`;
  if (moments === undefined) throw new RangeError(`${whose} are missing: expected those of ${channels} channels`);
  const { mean, variance, count } = moments;
  for (const values of [mean, variance]) {
    if (values?.isDisposed) throw new TypeError(`${whose} are disposed: tf.keep them`);
    checkFloats(`a tensor of ${whose}`, values);
    if (values.size !== channels) {
      throw new RangeError(`${whose} are of ${values.size} channels: expected those of ${channels} channels`);
    }
    if (values.rank === 1) continue;
    throw new RangeError(`${whose} have shape [${values.shape.join(", ")}]: expected [${channels}]`);
  }
  checkInteger(`the count of ${whose}`, count, 1, Number.MAX_SAFE_INTEGER);
}
