import { type ImageExtent, type Transform, transformImage } from "@atcs/colocate";
import type { StoredChannels, StoredImage } from "../sources/types.ts";
import { type ChannelJob, convertPixels, countValid, jobNumbers } from "./_kernel.ts";
import { type ChannelRun, convertRuns, isConvertible } from "./_simd-convert.ts";
import { createSimdKernel, type SimdKernel } from "./_simd-kernel.ts";
import type { ImageLayout } from "./options.ts";
import type { OutputChannel } from "./output-channels.ts";

/** Pixels that are converted channel by channel before the next ones: their elements stay in the cache. */
const tilePixels = 128;

/** How images are made. */
export interface PreprocessorOptions {
  readonly layout: ImageLayout;
  readonly validityMask: boolean;
  /** What missing values become. @default 0 */
  readonly empty?: number | undefined;
  /** Four values at a time, where that is possible, with the same results. @default true */
  readonly simd?: boolean | undefined;
}

/** Makes `sensorInput` of stored images. */
export class Preprocessor {
  /** Channels that come out, without the validity mask. */
  readonly channels: readonly OutputChannel[];
  /** All of them. */
  readonly channelCount: number;
  /** The stored channels that are needed, ascending. */
  readonly stored: readonly number[];
  readonly #layout: ImageLayout;
  readonly #mask: boolean;
  readonly #empty: number;
  readonly #simd: SimdKernel | undefined;

  constructor(
    channels: readonly OutputChannel[],
    { layout, validityMask, empty = 0, simd = true }: PreprocessorOptions,
  ) {
    this.channels = channels;
    this.channelCount = channels.length + (validityMask ? 1 : 0);
    this.stored = [...new Set(channels.map((channel) => channel.stored))].sort((a, b) => a - b);
    this.#layout = layout;
    this.#mask = validityMask;
    this.#empty = empty;
    this.#simd = simd ? createSimdKernel() : undefined;
  }

  /**
   * Convert an image.
   * @param transform is applied to the physical values, before everything else
   * @param out `channelCount * height * width` elements, in the order of the layout
   * @returns rows and columns of what came out
   */
  run(image: StoredImage, out: Float32Array, transform?: Transform): ImageExtent {
    if (transform !== undefined && (transform.mirror || transform.quarterTurns !== 0)) {
      return this.run(this.#transformed(image, transform), out);
    }
    const { height, width } = image;
    const pixels = height * width;
    const begins = this.#runSimd(image, out);
    // Nothing is left of most images: their number of pixels is a multiple of four.
    if (begins.some((begin) => begin < pixels)) this.#runPlain(image, begins, out);
    if (this.#mask) this.#writeMask(image, pixels, out);
    return { height, width };
  }

  /** One value at a time, from these pixels of each channel on. */
  #runPlain(image: StoredImage, begins: readonly number[], out: Float32Array): void {
    const pixels = image.height * image.width;
    const jobs = this.#jobs(image, pixels);
    // Planes into planes need no tiles.
    const isPlanar = this.#layout === "NCHW" && jobs.every(({ step }) => step === 1);
    const tile = isPlanar ? pixels : tilePixels;
    for (let begin = 0; begin < pixels; begin += tile) {
      const end = Math.min(begin + tile, pixels);
      jobs.forEach((job, c) => {
        const own = Math.max(begin, begins[c]!);
        if (own < end) convertPixels(job, own, end, out, this.#empty);
      });
    }
  }

  /** The first pixel of each channel that is left to do. */
  #runSimd(image: StoredImage, out: Float32Array): number[] {
    const begins = new Array<number>(this.channels.length).fill(0);
    const runs = channelRuns(this.channels, image.parts).filter((run) => isConvertible(run, this.#layout));
    if (this.#simd === undefined || runs.length === 0) return begins;
    const target = { out, layout: this.#layout, channelCount: this.channelCount, empty: this.#empty };
    const done = convertRuns(this.#simd, image, this.channels, runs, target);
    for (const { begin, end } of runs) begins.fill(done, begin, end);
    return begins;
  }

  #jobs({ parts }: StoredImage, pixels: number): ChannelJob[] {
    return this.channels.map((channel, i) => {
      const part = partOf(parts, channel.stored);
      const start = part.start + (channel.stored - part.firstChannel) * part.channelStep;
      const { data, pixelStep: step } = part;
      const numbers = jobNumbers({ ...part, ...channel });
      return { data, start, step, ...this.#place(i, pixels), part: channel.part, numbers };
    });
  }

  /** Where the pixels of an output channel go. */
  #place(channel: number, pixels: number): Pick<ChannelJob, "to" | "toStep"> {
    return this.#layout === "NCHW" ? { to: channel * pixels, toStep: 1 } : { to: channel, toStep: this.channelCount };
  }

  #writeMask(image: StoredImage, pixels: number, out: Float32Array): void {
    const counts = new Float32Array(pixels);
    for (const job of new Preprocessor(this.#plain(), this.#plainOptions).#jobs(image, pixels)) {
      countValid(job, pixels, counts);
    }
    const { to, toStep } = this.#place(this.channels.length, pixels);
    for (let i = 0; i < pixels; i++) out[to + i * toStep] = counts[i]! / this.stored.length;
  }

  /** Physical values with channels first, turned as colocate turns them. */
  #transformed(image: StoredImage, transform: Transform): StoredImage {
    const { height, width } = image;
    const plain = this.#plain();
    const values = new Float32Array(plain.length * height * width);
    new Preprocessor(plain, this.#plainOptions).run(image, values);
    const shape = { height, width, channels: plain.length, layout: "CHW" } as const;
    const fields = plain.map((channel) => channel.field);
    const turned = transformImage(values, shape, fields, transform);
    const pixels = height * width;
    const parts = plain.map(
      ({ stored }, i): StoredChannels => ({
        firstChannel: stored,
        channelCount: 1,
        data: turned.image,
        start: i * pixels,
        pixelStep: 1,
        channelStep: 0,
        scale: 1,
        offset: 0,
        missing: Number.NaN,
      }),
    );
    return { height: turned.shape.height, width: turned.shape.width, parts };
  }

  readonly #plainOptions: PreprocessorOptions = { layout: "NCHW", validityMask: false, empty: Number.NaN, simd: false };

  /** The stored channels as they are. */
  #plain(): OutputChannel[] {
    return this.stored.map((stored) => ({
      ...this.channels.find((channel) => channel.stored === stored)!,
      ...unchanged,
    }));
  }
}

const unchanged = {
  part: "value",
  low: Number.NEGATIVE_INFINITY,
  high: Number.POSITIVE_INFINITY,
  mean: 0,
  std: 1,
} as const;

function partOf(parts: readonly StoredChannels[], stored: number): StoredChannels {
  const found = parts.find((each) => stored >= each.firstChannel && stored < each.firstChannel + each.channelCount);
  if (found === undefined) throw new RangeError(`the image lacks the stored channel ${stored}`);
  return found;
}

/** Neighbours in the output that are neighbours in a stored part, and angles or none, together. */
function channelRuns(channels: readonly OutputChannel[], parts: readonly StoredChannels[]): ChannelRun[] {
  const runs: ChannelRun[] = [];
  for (let begin = 0, end = 1; begin < channels.length; begin = end, end++) {
    const part = partOf(parts, channels[begin]!.stored);
    const last = part.firstChannel + part.channelCount;
    const isAngular = channels[begin]!.part !== "value";
    while (end < channels.length && (channels[end]!.part !== "value") === isAngular) {
      const { stored } = channels[end]!;
      if (stored !== channels[end - 1]!.stored + 1 || stored >= last) break;
      end++;
    }
    runs.push({ part, begin, end, isAngular });
  }
  return runs;
}
