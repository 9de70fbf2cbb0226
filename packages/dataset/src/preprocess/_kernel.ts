import { finiteLimits, type NormalizedChannel } from "./_finite-limits.ts";
import { sineOfDegrees } from "./sine.ts";

/** Where the values of a channel are, and what becomes of them. */
export interface ChannelJob {
  readonly data: Float32Array | Int16Array;
  /** The first pixel's element, and the step to the next pixel's. */
  readonly start: number;
  readonly step: number;
  /** The first pixel's place in the output, and the step to the next one's. */
  readonly to: number;
  readonly toStep: number;
  readonly part: "value" | "sin" | "cos";
  /** In an array, because V8 takes numbers out of one only once, but out of an object for each pixel. */
  readonly numbers: Float64Array;
}

/** The numbers of a job. */
export interface ChannelNumbers extends NormalizedChannel {
  /** The element that stands for no value. */
  readonly missing: number;
  /** value = scale * element + offset */
  readonly scale: number;
  readonly offset: number;
}

/** Rounded to float32, as the kernel with SIMD has them. */
export function jobNumbers(numbers: ChannelNumbers): Float64Array {
  const { missing, scale, offset, mean, std } = numbers;
  const [low, high] = finiteLimits(numbers) ?? [numbers.low, numbers.high];
  return Float64Array.from([missing, scale, offset, low, high, mean, 1 / std], Math.fround);
}

/** Larger ones are no angles, but damage: they count as missing. */
export const largestAngle = 1e6;

const round = Math.fround;

/**
 * Pixels `begin` to `end - 1` of a channel: missing elements become `empty`, all others are unpacked, clipped or turned
 * into their sine or cosine, and normalised.
 */
export function convertPixels(job: ChannelJob, begin: number, end: number, out: Float32Array, empty: number): void {
  if (job.part === "value") convertValues(job, begin, end, out, empty);
  else convertAngles(job, begin, end, out, empty);
}

// Each step is rounded to float32, so that it does not matter which kernel does it. There are two loops rather than one, so
// that neither has a decision in it that is not about the element.

function convertValues(job: ChannelJob, begin: number, end: number, out: Float32Array, empty: number): void {
  const { data, step, toStep, numbers } = job;
  const [missing, scale, offset, low] = [numbers[0]!, numbers[1]!, numbers[2]!, numbers[3]!];
  const [high, mean, factor] = [numbers[4]!, numbers[5]!, numbers[6]!];
  let from = job.start + begin * step;
  let to = job.to + begin * toStep;
  for (let i = begin; i < end; i++, from += step, to += toStep) {
    const element = data[from]!;
    // The difference is NaN for what is not finite.
    if (element === missing || element - element !== 0) {
      out[to] = empty;
      continue;
    }
    const value = round(round(element * scale) + offset);
    out[to] = round(Math.min(Math.max(value, low), high) - mean) * factor;
  }
}

function convertAngles(job: ChannelJob, begin: number, end: number, out: Float32Array, empty: number): void {
  const { data, step, toStep, numbers } = job;
  const [missing, scale, mean, factor] = [numbers[0]!, numbers[1]!, numbers[5]!, numbers[6]!];
  // The cosine is the sine a quarter turn on.
  const offset = round(numbers[2]! + (job.part === "cos" ? 90 : 0));
  let from = job.start + begin * step;
  let to = job.to + begin * toStep;
  for (let i = begin; i < end; i++, from += step, to += toStep) {
    const element = data[from]!;
    const isAngle = element !== missing && element > -largestAngle && element < largestAngle;
    out[to] = isAngle ? round(sineOfDegrees(round(round(element * scale) + offset)) - mean) * factor : empty;
  }
}

/** Add 1 for each of the pixels whose element is a value. */
export function countValid(job: ChannelJob, pixels: number, counts: Float32Array): void {
  const { data, step, numbers } = job;
  const missing = numbers[0]!;
  for (let i = 0, from = job.start; i < pixels; i++, from += step) {
    const element = data[from]!;
    if (element !== missing && element - element === 0) counts[i]!++;
  }
}
