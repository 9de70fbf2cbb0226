import {
  type ImageExtent,
  type RandomTransformOptions,
  randomTransform,
  seededRandom,
  type Transform,
} from "@atcs/colocate";
import { DatasetError } from "../errors.ts";
import type { ImageLayout } from "../preprocess/options.ts";
import type { OutputChannel } from "../preprocess/output-channels.ts";
import { Preprocessor } from "../preprocess/preprocessor.ts";
import type { InstanceSource, StoredImage } from "../sources/types.ts";
import type { StoredLabels } from "../types.ts";
import { breathe } from "./_breathe.ts";
import { type HeightBins, joinLabels, labelArrays } from "./_labels.ts";
import type { Batch, Instance, LabelArrays } from "./types.ts";

/** What an instance is made of: plain values, which can be sent to another thread. */
export interface Recipe {
  readonly channels: readonly OutputChannel[];
  readonly layout: ImageLayout;
  readonly validityMask: boolean;
  readonly heightBins: HeightBins | undefined;
  readonly augment: RandomTransformOptions | false;
  /** Fields without views whose physical values are wanted as well. */
  readonly extras: readonly OutputChannel[];
}

/** Which instances make a batch, and what their augmentation is drawn from. */
export interface BatchOrder {
  readonly ids: readonly number[];
  readonly seed: number;
  readonly epoch: number;
}

/** What was read of an instance, before it is computed. */
interface Loaded {
  readonly id: number;
  readonly image: StoredImage;
  readonly labels: StoredLabels;
}

/** Makes instances and batches of what a source reads; the same in every thread. */
export class InstanceReader {
  readonly #source: InstanceSource;
  readonly #recipe: Recipe;
  readonly #preprocessor: Preprocessor;
  readonly #extras: Preprocessor | undefined;
  readonly #stored: readonly number[];

  constructor(source: InstanceSource, recipe: Recipe) {
    this.#source = source;
    this.#recipe = recipe;
    this.#preprocessor = new Preprocessor(recipe.channels, recipe);
    const { extras } = recipe;
    const plain = { layout: "NCHW", validityMask: false, empty: Number.NaN } as const;
    this.#extras = extras.length === 0 ? undefined : new Preprocessor(extras, plain);
    const stored = [...this.#preprocessor.stored, ...(this.#extras?.stored ?? [])];
    this.#stored = [...new Set(stored)].sort((a, b) => a - b);
  }

  /** The network input of an image that is no instance, not augmented. */
  convert(image: StoredImage): Float32Array<ArrayBuffer> {
    const input = new Float32Array(this.#preprocessor.channelCount * image.height * image.width);
    this.#preprocessor.run(image, input);
    return input;
  }

  /** One instance. */
  async readInstance(id: number, seed: number, epoch: number, signal?: AbortSignal): Promise<Instance> {
    const {
      shape,
      ids: _ids,
      batchIndex: _batchIndex,
      ...batch
    } = await this.readBatch({ ids: [id], seed, epoch }, signal);
    return { id, ...batch, shape: [shape[1], shape[2], shape[3]] };
  }

  /**
   * A batch. The next instance is read while one is computed.
   * @param memory for the inputs, if it has their size
   */
  async readBatch({ ids, seed, epoch }: BatchOrder, signal?: AbortSignal, memory?: ArrayBuffer): Promise<Batch> {
    const labels: LabelArrays[] = [];
    let target: BatchTarget | undefined;
    let next = this.#load(ids[0]!, signal);
    for (let i = 0; i < ids.length; i++) {
      const loaded = await next;
      if (i + 1 < ids.length) {
        next = this.#load(ids[i + 1]!, signal);
        // It is awaited in the next round; should this one fail, nobody is left to see it.
        next.catch(() => {});
      }
      try {
        target ??= this.#makeTarget(ids.length, loaded, memory);
        const made = this.#compute(loaded, i, target, this.#transformOf(loaded.id, seed, epoch));
        this.#checkBins(loaded.id, made.bins, labels[0]?.bins ?? made.bins);
        labels.push(made);
      } finally {
        loaded.image.release?.();
      }
      await breathe(signal);
    }
    return { ids: Int32Array.from(ids), ...finished(target!, this.#recipe), ...joinLabels(labels) };
  }

  async #load(id: number, signal: AbortSignal | undefined): Promise<Loaded> {
    signal?.throwIfAborted();
    // At the same time: labels of a pack are many small reads, each of which waits for its turn.
    const image = this.#source.readImage(id, this.#stored, { signal });
    const labels = this.#source.readLabels(id, { extent: image, signal });
    const [imageResult, labelsResult] = await Promise.allSettled([image, labels]);
    if (imageResult.status === "rejected") throw imageResult.reason;
    if (labelsResult.status === "fulfilled") return { id, image: imageResult.value, labels: labelsResult.value };
    imageResult.value.release?.();
    throw labelsResult.reason;
  }

  #makeTarget(size: number, { image: { height, width } }: Loaded, memory: ArrayBuffer | undefined): BatchTarget {
    const pixels = height * width;
    const channels = this.#preprocessor.channelCount;
    const length = size * channels * pixels;
    return {
      height,
      width,
      channels,
      input: memory?.byteLength === 4 * length ? new Float32Array(memory) : new Float32Array(length),
      extras: new Float32Array(size * this.#recipe.extras.length * pixels),
    };
  }

  #compute(loaded: Loaded, index: number, target: BatchTarget, transform: Transform | undefined): LabelArrays {
    const { id, image, labels } = loaded;
    this.#check(loaded, target, transform);
    const size = target.channels * target.height * target.width;
    this.#preprocessor.run(image, target.input.subarray(index * size, (index + 1) * size), transform);
    if (this.#extras !== undefined) {
      const extraSize = this.#recipe.extras.length * target.height * target.width;
      this.#extras.run(image, target.extras.subarray(index * extraSize, (index + 1) * extraSize), transform);
    }
    const { heightBins } = this.#recipe;
    if (heightBins !== undefined && heightBins[1] > labels.bins) {
      const problem = `it has ${labels.bins} height bins, heightBins asks for ${heightBins[0]} to ${heightBins[1] - 1}`;
      throw new DatasetError("DATASET_INSTANCE", problem, { file: this.#source.imageFile(id), instanceId: id });
    }
    return labelArrays(labels, heightBins, image, transform);
  }

  #check({ id, image: { height, width } }: Loaded, target: BatchTarget, transform: Transform | undefined): void {
    const place = { file: this.#source.imageFile(id), instanceId: id };
    if (height !== target.height || width !== target.width) {
      const expected = `${target.height} x ${target.width}, as the first of its batch`;
      throw new DatasetError(
        "DATASET_INSTANCE",
        `the image has ${height} x ${width} pixels: expected ${expected}`,
        place,
      );
    }
    if (transform !== undefined && transform.quarterTurns % 2 === 1 && height !== width) {
      const problem = `the image has ${height} x ${width} pixels: quarter turns need squares, use augment: { turns: false }`;
      throw new DatasetError("DATASET_INSTANCE", problem, place);
    }
  }

  #checkBins(instanceId: number, bins: number, expected: number): void {
    if (bins === expected) return;
    const problem = `it has ${bins} height bins: expected ${expected}, as the first of its batch`;
    throw new DatasetError("DATASET_INSTANCE", problem, { file: this.#source.imageFile(instanceId), instanceId });
  }

  #transformOf(id: number, seed: number, epoch: number): Transform | undefined {
    const { augment } = this.#recipe;
    return augment === false ? undefined : randomTransform(seededRandom(seed, "augment", epoch, id), augment);
  }
}

interface BatchTarget extends ImageExtent {
  readonly channels: number;
  readonly input: Float32Array<ArrayBuffer>;
  /** Shape [B, E, H, W]. */
  readonly extras: Float32Array<ArrayBuffer>;
}

function finished(target: BatchTarget, { layout, extras }: Recipe): Pick<Batch, "sensorInput" | "shape" | "extras"> {
  const { height, width, channels, input } = target;
  const size = input.length / (channels * height * width);
  return {
    sensorInput: input,
    shape: layout === "NCHW" ? [size, channels, height, width] : [size, height, width, channels],
    extras: Object.fromEntries(extras.map(({ field }, e) => [field, extraOf(target, size, extras.length, e)])),
  };
}

/** Field `e` of all instances: from [B, E, H, W] to [B, H, W]. */
function extraOf(
  { extras, height, width }: BatchTarget,
  size: number,
  count: number,
  e: number,
): Float32Array<ArrayBuffer> {
  const pixels = height * width;
  const values = new Float32Array(size * pixels);
  for (let b = 0; b < size; b++) {
    const from = (b * count + e) * pixels;
    values.set(extras.subarray(from, from + pixels), b * pixels);
  }
  return values;
}
