import type { StoredChannels, StoredImage } from "../sources/types.ts";
import { finiteLimits } from "./_finite-limits.ts";
import type { SimdKernel } from "./_simd-kernel.ts";
import { simdNumbers } from "./_simd-module.ts";
import type { ImageLayout } from "./options.ts";
import type { OutputChannel } from "./output-channels.ts";

/** Where converted channels go. */
export interface SimdTarget {
  readonly out: Float32Array;
  readonly layout: ImageLayout;
  /** Channels of the output, with a validity mask. */
  readonly channelCount: number;
  readonly empty: number;
}

/** Neighbouring channels of the output that are neighbours in a stored part too, and are converted in the same way. */
export interface ChannelRun {
  readonly part: StoredChannels;
  /** The first channel of the output, and the first one beyond. */
  readonly begin: number;
  readonly end: number;
  readonly isAngular: boolean;
}

/** Four neighbouring channels, by the first of them. */
interface ChannelGroup {
  readonly channel: number;
  readonly isAngular: boolean;
}

/** Four numbers a vector, for each kind of number. */
const numbersBytes = 16 * simdNumbers.length;
/** Pixels of all channels that stay in the cache, with what they become. */
const tilePixels = 512;

/** Can a run be converted, as it lies in memory? */
export function isConvertible({ part, begin, end }: ChannelRun, layout: ImageLayout): boolean {
  const { data, pixelStep, channelStep } = part;
  if (pixelStep === 1) return layout === "NCHW" || end - begin >= 4;
  return channelStep === 1 && data instanceof Float32Array && end - begin >= 4;
}

/**
 * Convert runs of channels, each of which {@link isConvertible}. With channels last, the other channels of the output are
 * overwritten.
 * @returns pixels that are done: a multiple of four
 */
export function convertRuns(
  kernel: SimdKernel,
  { height, width }: StoredImage,
  channels: readonly OutputChannel[],
  runs: readonly ChannelRun[],
  target: SimdTarget,
): number {
  const pixels = height * width;
  const { layout, out } = target;
  const work = new SimdWork(kernel, pixels, channels, target, runs);
  const parts = new Set(runs.map(({ part }) => part));
  for (const part of parts) {
    const own = runs.filter((run) => run.part === part);
    if (part.pixelStep !== 1) work.convertPixelMajor(part, own);
    else for (const run of own) work.convertPlanes(run);
  }
  // With channels last the channels of a run lie between others: all is copied.
  if (layout === "NHWC") out.set(work.output);
  return work.done;
}

class SimdWork {
  readonly done: number;
  readonly #kernel: SimdKernel;
  readonly #pixels: number;
  readonly #channels: readonly OutputChannel[];
  readonly #target: SimdTarget;
  readonly #memory: ArrayBuffer;
  /** Where things are in the memory: first the numbers, then what is read, then planes in between, then the output. */
  readonly #input: number;
  readonly #planes: number;
  readonly #out: number;
  /** Of each channel, a tile (channels first); or the whole output. */
  readonly #outPixels: number;

  constructor(
    kernel: SimdKernel,
    pixels: number,
    channels: readonly OutputChannel[],
    target: SimdTarget,
    runs: readonly ChannelRun[],
  ) {
    this.done = pixels & ~3;
    this.#kernel = kernel;
    this.#pixels = pixels;
    this.#channels = channels;
    this.#target = target;
    const elements = Math.max(...runs.map(({ part }) => (part.pixelStep === 1 ? pixels : tilePixels * part.pixelStep)));
    this.#input = channels.length * numbersBytes;
    this.#planes = this.#input + 4 * elements;
    this.#out = this.#planes + 4 * 4 * pixels;
    this.#outPixels = target.layout === "NCHW" ? tilePixels : pixels;
    this.#memory = kernel.reserve(this.#out + 4 * target.channelCount * this.#outPixels);
  }

  /** The whole output, which channels last need: those of a run lie between others. */
  get output(): Float32Array {
    return new Float32Array(this.#memory, this.#out, this.#target.channelCount * this.#pixels);
  }

  /** All runs of a part that has its channels side by side, tile by tile. */
  convertPixelMajor(part: StoredChannels, runs: readonly ChannelRun[]): void {
    const { data, start, pixelStep } = part;
    const isFirst = this.#target.layout === "NCHW";
    const tile = new Float32Array(this.#memory, this.#input, tilePixels * pixelStep);
    const groups = runs.flatMap((run) => this.#groupsOf(run));
    groups.forEach(
      ({ channel }, g) =>
        void this.#writeNumbers(
          g,
          part,
          [0, 1, 2, 3].map((lane) => channel + lane),
        ),
    );
    for (let pixel = 0; pixel < this.done; pixel += tilePixels) {
      const count = Math.min(tilePixels, this.done - pixel);
      // The last pixel may end before the step does.
      tile.set(data.subarray(start + pixel * pixelStep, Math.min(data.length, start + (pixel + count) * pixelStep)));
      this.#convertTile(part, groups, isFirst ? 0 : pixel, count);
      if (isFirst) this.#copyTile(runs, pixel, count);
    }
  }

  #convertTile(part: StoredChannels, groups: readonly ChannelGroup[], pixel: number, count: number): void {
    const { functions } = this.#kernel;
    const isFirst = this.#target.layout === "NCHW";
    for (let g = 0; g < groups.length; g++) {
      const { channel, isAngular } = groups[g]!;
      const from = this.#input + 4 * (this.#channels[channel]!.stored - part.firstChannel);
      const { at, step } = this.#place(channel, pixel);
      const call = isFirst
        ? functions[isAngular ? "blocksAngle" : "blocksValue"]
        : functions[isAngular ? "rowsAngle" : "rowsValue"];
      call(from, 4 * part.pixelStep, at, step, isFirst ? count >> 2 : count, g * numbersBytes);
    }
  }

  #copyTile(runs: readonly ChannelRun[], pixel: number, count: number): void {
    const { out } = this.#target;
    for (const { begin, end } of runs) {
      for (let channel = begin; channel < end; channel++) {
        const converted = new Float32Array(this.#memory, this.#place(channel, 0).at, count);
        out.set(converted, channel * this.#pixels + pixel);
      }
    }
  }

  /** A run of a part that has its pixels side by side. */
  convertPlanes(run: ChannelRun): void {
    const { transpose } = this.#kernel.functions;
    if (this.#target.layout === "NCHW") {
      const plane = new Float32Array(this.#memory, this.#planes, this.done);
      for (let channel = run.begin; channel < run.end; channel++) {
        this.#convertPlane(run, channel, this.#planes);
        // At once, while it is in the cache.
        this.#target.out.set(plane, channel * this.#pixels);
      }
      return;
    }
    const planeBytes = 4 * this.#pixels;
    for (const { channel } of this.#groupsOf(run)) {
      for (let lane = 0; lane < 4; lane++) this.#convertPlane(run, channel + lane, this.#planes + lane * planeBytes);
      const { at, step } = this.#place(channel, 0);
      transpose(this.#planes, planeBytes, at, step, this.done >> 2, 0);
    }
  }

  #convertPlane({ part, isAngular }: ChannelRun, channel: number, to: number): void {
    const { data, start, channelStep, firstChannel } = part;
    const { functions } = this.#kernel;
    const first = start + (this.#channels[channel]!.stored - firstChannel) * channelStep;
    const isPacked = data instanceof Int16Array;
    const input = new (isPacked ? Int16Array : Float32Array)(this.#memory, this.#input, this.done);
    input.set(data.subarray(first, first + this.done));
    this.#writeNumbers(0, part, [channel, channel, channel, channel]);
    const call = functions[`${isPacked ? "packed" : "rows"}${isAngular ? "Angle" : "Value"}`];
    call(this.#input, 4 * input.BYTES_PER_ELEMENT, to, 16, this.done >> 2, 0);
  }

  /** Four channels each; the last ones may be converted twice. */
  #groupsOf({ begin, end, isAngular }: ChannelRun): ChannelGroup[] {
    const groups = Math.ceil((end - begin) / 4);
    return Array.from({ length: groups }, (_, g) => ({ channel: Math.min(begin + 4 * g, end - 4), isAngular }));
  }

  #writeNumbers(group: number, part: StoredChannels, channels: readonly number[]): void {
    const numbers = new Float32Array(this.#memory, group * numbersBytes, numbersBytes / 4);
    channels.forEach((channel, lane) => {
      const own = this.#channels[channel]!;
      const { mean, std, part: kind } = own;
      const [low, high] = finiteLimits(own) ?? [own.low, own.high];
      // The cosine is the sine a quarter turn on.
      const offset = part.offset + (kind === "cos" ? 90 : 0);
      const factor = 1 / std;
      const values = {
        missing: part.missing,
        scale: part.scale,
        offset,
        low,
        high,
        mean,
        factor,
        empty: this.#target.empty,
      };
      simdNumbers.forEach((name, i) => {
        numbers[4 * i + lane] = values[name];
      });
    });
  }

  /** Where the channel of a pixel goes, and the step to the next channel (channels first) or pixel. */
  #place(channel: number, pixel: number): { readonly at: number; readonly step: number } {
    const { layout, channelCount } = this.#target;
    if (layout === "NCHW") return { at: this.#out + 4 * (channel * tilePixels + pixel), step: 4 * tilePixels };
    return { at: this.#out + 4 * (pixel * channelCount + channel), step: 4 * channelCount };
  }
}
